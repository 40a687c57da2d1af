/**
 * Picks the icons that the portal carries out of two packages, and writes them into issuer/icons/built-in-icons.json. Run
 * by hand when the choice or a package has changed: npm run icons
 *
 * Of simple-icons only those are taken that no licence of their own is stated for: their shapes are CC0 there. The logos
 * remain trademarks of those whom they belong to, and Plex's is not among them.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'issuer/icons/built-in-icons.json';
const PACKAGES = 'node_modules';

/** Names as simple-icons has them; with another one behind a colon, if people call it differently. */
const BRANDS =
  `sonarr radarr transmission qbittorrent jellyfin emby kodi portainer grafana prometheus homeassistant
  nextcloud immich audiobookshelf calibreweb vaultwarden bitwarden gitea gitlab pihole adguard traefikproxy:traefik nginx
  nginxproxymanager uptimekuma homebridge unraid truenas proxmox opnsense pfsense docker syncthing duplicati mealie
  paperlessngx freshrss wallabag bookstack mattermost element jupyter vscodium influxdb netdata nodered esphome frigate
  phpmyadmin actualbudget fireflyiii ghost wordpress ntfy n8n octoprint grocy homepage changedetection searxng retroarch
  wireguard`.split(/\s+/);

/** Names as lucide has them; ours may be another one, behind a colon. */
const SYMBOLS =
  `activity archive baby bell book book-open bookmark calendar camera captions cctv chart-line chef-hat
  clapperboard cloud code database download film folder gamepad-2:gamepad gauge globe hard-drive headphones house image key-round
  layout-dashboard life-buoy magnet mail map message-circle mic music newspaper notebook popcorn radio refresh-cw router
  rss search server settings shield terminal ticket tv users video wallet wrench`.split(/\s+/);

const simpleIcons = Object.values(await import('simple-icons')).filter((one) => 'slug' in one);
/** @type {readonly { title: string, license?: unknown }[]} */
const licences = JSON.parse(
  readFileSync(`${PACKAGES}/simple-icons/data/simple-icons.json`, 'utf8'),
);

/** @param {string} entry */
function brand(entry) {
  const [slug = '', name = slug] = entry.split(':');
  const icon = simpleIcons.find((one) => one.slug === slug);
  if (icon === undefined) {
    throw new Error(`simple-icons has no ${slug}`);
  }
  if (licences.find(({ title }) => title === icon.title)?.license !== undefined) {
    throw new Error(`${slug} has a licence of its own`);
  }
  return [name, { colour: `#${icon.hex.toLowerCase()}`, path: icon.path }];
}

/** @param {string} entry */
function symbol(entry) {
  const [file = '', name = file] = entry.split(':');
  const svg = readFileSync(`${PACKAGES}/lucide-static/icons/${file}.svg`, 'utf8');
  const [, lines = ''] = /<svg[^>]*>(.*)<\/svg>/s.exec(svg) ?? [];
  return [name, { lines: lines.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>') }];
}

/** @param {string} name */
const versionOf = (name) =>
  JSON.parse(readFileSync(`${PACKAGES}/${name}/package.json`, 'utf8')).version;

const icons = Object.fromEntries([...BRANDS.map(brand), ...SYMBOLS.map(symbol)].sort());
const licence = [
  `Written by scripts/build-icons.js. With a colour: from simple-icons ${versionOf('simple-icons')}, CC0 1.0; the logos are trademarks of their owners, who have nothing to do with Usher.`,
  `The others: from lucide-static ${versionOf('lucide-static')}, whose licences follow.`,
  readFileSync(`${PACKAGES}/lucide-static/LICENSE`, 'utf8').trim(),
];
writeFileSync(FILE, `${JSON.stringify({ licence, icons }, null, 2)}\n`);
console.log(`${FILE}: ${String(Object.keys(icons).length)} icons`);
