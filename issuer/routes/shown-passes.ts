/** Guest passes as their pages show them, and what there is to choose from for a new one. */
import { GROUP_SIGNED_IN } from '../../shared/group.js';
import { groupNameOf, groupsInUse } from '../config/group-names.js';
import type { PassForm } from '../http/pass-form.js';
import { bestGroupFor, guestSubject } from '../guest-passes/guest-pass.js';
import { isReached, resourceOfApp } from '../guest-passes/pass-resources.js';
import { namesOfOpened, stateOfPass } from '../guest-passes/pass-state.js';
import type { NewPassPage } from '../views/new-pass-page.js';
import type { ShownPass } from '../views/passes-page.js';
import type { Portal } from './portal.js';
import { namesIn } from './who.js';

const DAY_SECONDS = 24 * 60 * 60;

/** What a new pass is for, unless somebody says otherwise. */
const DAYS = 7;

/** @param madeBy undefined: everybody's, with their makers */
export function shownPasses(portal: Portal, madeBy?: string): readonly ShownPass[] {
  const named = namesIn(portal);
  return portal.state.guestPasses(madeBy).map((pass) => ({
    ...pass,
    state: stateOfPass(pass, portal.ownStanding),
    groupName: groupNameOf(portal.config, pass.groupId),
    opens: namesOfOpened(portal.config.apps, pass),
    sessions: portal.state.sessions(portal.now(), guestSubject(pass.id)).length,
    ...(madeBy === undefined && { maker: named(pass.madeBy) }),
  }));
}

export function freshForm({ now }: Pick<Portal, 'now'>): PassForm {
  const lastDay = new Date((now() + DAYS * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
  return {
    name: '',
    group: 'least',
    scope: 'apps',
    apps: [],
    addresses: '',
    until: lastDay,
    uses: '1',
  };
}

/** @param makersGroup 0–999; they can give nothing better */
export function formPage(
  { config, now }: Portal,
  makersGroup: number,
  form: PassForm,
): Pick<NewPassPage, 'form' | 'apps' | 'groups' | 'now'> {
  const best = bestGroupFor(makersGroup);
  return {
    form,
    apps: config.apps.filter((app) => {
      const entry = resourceOfApp(app);
      return app.group >= best && entry !== undefined && isReached(entry, config);
    }),
    groups: groupsInUse(config).filter(({ id }) => id >= best && id <= GROUP_SIGNED_IN),
    now: now(),
  };
}
