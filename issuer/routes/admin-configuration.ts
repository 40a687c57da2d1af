/** /admin/configuration: what is in force, to be read. */
import type { RequestHandler } from 'express';
import { renderConfigurationPage } from '../views/configuration-page.js';
import { viewFor, type Portal } from './portal.js';

export function showConfiguration(portal: Portal): RequestHandler {
  return function showConfigurationHandler(req, res) {
    const { settings } = portal.config;
    const isAll = req.query['show'] === 'all';
    res.send(renderConfigurationPage(viewFor(portal, res), { settings, isAll }));
  };
}
