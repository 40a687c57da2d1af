/**
 * What apps without a logo of their own are for, as the symbol that says so. Constants only.
 */

/** Names without blanks and hyphens, in lower case, by symbol. */
const APPS: Readonly<Record<string, string>> = {
  activity: 'glances beszel monitoring',
  archive: 'backup backups borg borgmatic kopia restic',
  baby: 'kids babybuddy',
  bell: 'gotify apprise notifications',
  book: 'komga kavita mylar mylar3 comics kapowarr',
  'book-open': 'readarr books calibre lazylibrarian bookshelf ebooks',
  bookmark: 'linkding linkwarden karakeep hoarder bookmarks shiori',
  calendar: 'calendar radicale baikal',
  camera: 'photos photoprism librephotos lychee piwigo',
  captions: 'bazarr subtitles',
  cctv: 'scrypted shinobi zoneminder cameras',
  'chart-line': 'tautulli plexpy statistics stats tracearr grafito',
  'chef-hat': 'tandoor recipes cooking',
  clapperboard: 'ombi petio requests doplarr',
  cloud: 'cloud seafile owncloud files opencloud',
  code: 'codeserver code vscode gogs forgejo',
  database: 'adminer pgadmin database mariadb postgres postgresql mysql redis',
  download:
    'sabnzbd nzbget downloads aria2 ariang jdownloader pyload metube youtubedl ytdlp tubearchivist',
  film: 'movies tdarr unmanic fileflows handbrake watcharr watchstate whisparr',
  folder: 'filebrowser filerun filestash cloudcommander filebrowserquantum',
  gamepad: 'romm games gaseous gamevault pterodactyl minecraft crafty amp emulatorjs',
  gauge: 'speedtest speedtesttracker librespeed openspeedtest',
  globe: 'website wiki wikijs dokuwiki mediawiki',
  'hard-drive': 'scrutiny nas storage diskstation synology openmediavault minio',
  headphones: 'audiobooks podgrab podcasts podfetch',
  house: 'home openhab domoticz homarr hass',
  image: 'kometa pmm posterizarr titlecardmaker',
  'key-round': 'passwords keycloak authelia authentik lldap keeweb',
  'layout-dashboard': 'dashboard heimdall organizr dashy homer muximux flame',
  'life-buoy': 'help support zammad',
  magnet: 'deluge rtorrent rutorrent torrents vuetorrent',
  mail: 'mail webmail roundcube snappymail mailcow',
  map: 'owntracks dawarich traccar maps',
  'message-circle': 'chat matrix rocketchat zulip',
  mic: 'mumble teamspeak',
  music:
    'lidarr navidrome airsonic subsonic koel music funkwhale plexamp beets soularr slskd soulseek ampache',
  newspaper: 'miniflux news tinytinyrss',
  notebook: 'notes memos joplin trilium trilliumnext silverbullet hedgedoc outline',
  popcorn: 'overseerr jellyseerr seerr',
  radio: 'azuracast radio icecast',
  'refresh-cw': 'watchtower autobrr cross crossseed maintainerr janitorr recyclarr decluttarr',
  router: 'router unifi omada openwrt fritzbox mikrotik',
  rss: 'rss rssbridge',
  search: 'prowlarr jackett nzbhydra nzbhydra2 search whoogle searx',
  server: 'server vcenter esxi cockpit kasm dockge komodo',
  settings: 'settings webmin varken',
  shield: 'crowdsec wireguardui wgeasy vpn technitium blocky',
  terminal: 'terminal ttyd wetty guacamole shell',
  ticket: 'usher wizarr',
  tv: 'tv medusa sickchill sickbeard threadfin xteve tvheadend channels dispatcharr ersatztv tunarr dizquetv',
  users: 'users ldap peertube mastodon',
  video: 'video youtube invidious piped pinchflat',
  wallet: 'finance firefly budget',
  wrench: 'tools ittools cyberchef stirlingpdf',
};

export const SYMBOLS_BY_APP: ReadonlyMap<string, string> = new Map(
  Object.entries(APPS).flatMap(([symbol, names]) =>
    names.split(' ').map((name) => [name, symbol] as const),
  ),
);
