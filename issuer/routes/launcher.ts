/** GET / */
import type { RequestHandler } from 'express';
import { GROUP_ADMIN, meetsThreshold } from '../../shared/group.js';
import { renderLauncherPage } from '../views/launcher-page.js';
import { currentVisitor, type Portal, viewFor } from './portal.js';

/** The apps this person may open; who is not signed in goes to the sign-in page. */
export function showLauncher(portal: Portal): RequestHandler {
  return function showLauncherHandler(req, res) {
    const visitor = currentVisitor(portal, req);
    if (visitor === undefined) {
      res.status(302).set('Location', `${portal.view.base}/login`).end();
      return;
    }
    const apps = portal.config.apps.filter(({ group }) => meetsThreshold(visitor.groupId, group));
    const isAdmin = visitor.groupId === GROUP_ADMIN;
    res.send(renderLauncherPage(viewFor(portal, res), { ...visitor, isAdmin, apps }));
  };
}
