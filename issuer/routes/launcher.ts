/** GET / */
import type { RequestHandler } from 'express';
import { GROUP_ADMIN, GROUP_GUEST, meetsThreshold } from '../../shared/group.js';
import { isWithin } from '../../shared/resources.js';
import type { App } from '../config/usher-config.js';
import type { Visitor } from '../http/visitor.js';
import { renderLauncherPage, type ShownApp } from '../views/launcher-page.js';
import { betterBoxOf } from './better-now.js';
import { currentVisitor, type Portal, viewFor } from './portal.js';

/**
 * The apps this person may open. Who is not signed in sees those that are for everybody; where there are none, they go to
 * the sign-in page.
 */
export function showLauncher(portal: Portal): RequestHandler {
  const { apps } = portal.config;
  const guestApps = apps.filter(({ group }) => group === GROUP_GUEST);
  return function showLauncherHandler(req, res) {
    const visitor = currentVisitor(portal, req);
    if (visitor === undefined) {
      if (guestApps.length === 0) {
        res.status(302).set('Location', `${portal.view.base}/login`).end();
      } else {
        const shown = guestApps.map((app) => shownApp(portal, app));
        res.send(renderLauncherPage(viewFor(portal, res), { apps: shown }));
      }
      return;
    }
    const { name, groupName, groupId } = visitor;
    const better = betterBoxOf(portal, req, visitor, '');
    res.send(
      renderLauncherPage(viewFor(portal, res), {
        person: {
          name,
          groupName,
          isAdmin: groupId === GROUP_ADMIN && visitor.resources === undefined,
        },
        ...(better !== undefined && { better }),
        apps: appsFor(portal, visitor),
      }),
    );
  };
}

/** Who came for a few of the apps learns nothing of the others. */
function appsFor(portal: Portal, { groupId, resources }: Visitor): readonly ShownApp[] {
  const { apps, launcher } = portal.config;
  const ofSession =
    resources === undefined
      ? apps
      : apps.filter(({ url, group }) => group === GROUP_GUEST || opens(resources, url));
  return ofSession.flatMap((app) => {
    const isOutOfReach = !meetsThreshold(groupId, app.group);
    if (isOutOfReach && (launcher.outOfReach === 'hide' || resources !== undefined)) {
      return [];
    }
    return [{ ...shownApp(portal, app), ...(isOutOfReach && { isOutOfReach }) }];
  });
}

function opens(resources: readonly string[], url: string): boolean {
  const { hostname, pathname } = new URL(url);
  return isWithin(resources, { host: hostname, path: pathname, sentPath: pathname });
}

export function shownApp({ appIcons }: Portal, app: App): ShownApp {
  const icon = appIcons.get(app);
  const { name, url, description } = app;
  return {
    name,
    url,
    ...(description !== undefined && { description }),
    ...(icon !== undefined && { icon }),
  };
}
