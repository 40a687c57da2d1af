/**
 * A decision in words. Pure.
 */
import { groupNameOf } from '../config/group-names.js';
import { formatMoment } from '../config/moment.js';
import type { Decision, DecidedBy } from './decision.js';

/**
 * @param reader person: whom it is about, who need not know what operators note, nor which rule it was
 * @returns lines: `Group 4 (User), by rules[3]: friend of Sample Server`
 */
export function explainDecision(
  decision: Decision,
  policy: Readonly<{ groupNames: Readonly<Record<number, string>> }>,
  reader: 'operator' | 'person',
): readonly string[] {
  if (decision.kind !== 'group') {
    return [
      decision.kind === 'no_rule'
        ? 'No group: no rule matches'
        : 'Refused by an override, whatever the rules say',
    ];
  }
  const { group, decidedBy, validUntil } = decision;
  const name = groupNameOf(policy, group);
  const number = `Group ${String(group)}`;
  const groupText = name === number ? number : `${number} (${name})`;
  return [
    `${groupText}, ${deciderText(decidedBy, reader)}`,
    ...(validUntil === undefined ? [] : [`This is decided anew at ${formatMoment(validUntil)}`]),
  ];
}

function deciderText(decidedBy: DecidedBy, reader: 'operator' | 'person'): string {
  switch (decidedBy.kind) {
    case 'rule': {
      const rule = reader === 'person' ? 'by a rule' : `by rules[${String(decidedBy.index)}]`;
      return `${rule}: ${decidedBy.because.join(', ')}`;
    }
    case 'override': {
      const note = reader === 'person' || decidedBy.note === '' ? '' : `: ${decidedBy.note}`;
      return `by an override${note}`;
    }
    case 'owner':
      return 'as the owner: no rule matches';
  }
}
