/** Lists of plex.tv for tests, as they were captured from it with other names in them. */
import type { ServerResponse } from 'node:http';

const HEAD =
  'friendlyName="myPlex" identifier="com.plexapp.plugins.myplex" machineIdentifier="3dff4c4da3b1229a649aa574a9e2b419a684a20e"';

export const SERVER = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';

/** @param attributes what the list says about itself */
export function container(rows: readonly string[], attributes: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<MediaContainer ${HEAD} ${attributes}>\n${rows.join('\n')}\n</MediaContainer>\n`;
}

/** With the counts that it should have. */
export function wholeList(rows: readonly string[]): string {
  const count = String(rows.length);
  return container(rows, `totalSize="${count}" size="${count}"`);
}

export const FRIEND = `<User id="7393808" title="Ann &amp; Bo" username="annbo" email="ann@example.com" recommendationsPlaylistId="" thumb="https://plex.tv/users/80dab310d314a591/avatar?c=1536616777" protected="0" home="0" allowTuners="0" allowSync="1" allowCameraUpload="0" allowChannels="0" allowSubtitleAdmin="0" filterAll="" filterMovies="" filterMusic="" filterPhotos="" filterTelevision="" restricted="0">
  <Server id="5558594" serverId="8035121" machineIdentifier="${SERVER}" name="Sample" lastSeenAt="1547660334" numLibraries="2" allLibraries="0" owned="1" pending="0"/>
  <Server id="5558595" serverId="8035122" machineIdentifier="f6e5b4a3d2c1708813f061c7389d0e1f2a3b4c5d" name="Theirs" lastSeenAt="1547660334" numLibraries="9" allLibraries="1" owned="0" pending="1"/>
</User>`;

export const MANAGED = `<User id="8676063" title="Kim" username="" email="" thumb="https://plex.tv/users/0d9d14488439289a/avatar?c=1536695183" protected="1" home="1" allowSync="0" allowCameraUpload="0" allowChannels="0" allowTuners="0" allowSubtitleAdmin="0" filterAll="" filterMovies="contentRating=G" filterMusic="" filterPhotos="" filterTelevision="contentRating=TV-14" restricted="1">
  <Server id="5558593" serverId="8035121" machineIdentifier="${SERVER}" name="Sample" lastSeenAt="1547660334" numLibraries="2" allLibraries="1" owned="1" pending="0"/>
</User>`;

export const SOME_LIBRARIES = `<SharedServer id="30001" username="annbo" email="ann@example.com" userID="7393808" accessToken="secret" name="Sample" acceptedAt="1465796576" invitedAt="1465691504" allowSync="0" allowCameraUpload="0" allowChannels="0" allowTuners="0" allowSubtitleAdmin="0" owned="0" allLibraries="0" filterAll="" filterMovies="" filterMusic="" filterPhotos="" filterTelevision="">
  <Section id="118181361" key="1" title="Movies" type="movie" shared="1"/>
  <Section id="118251661" key="2" title="TV &amp; Specials" type="show" shared="0"/>
  <Section id="118278404" key="14" title="Photos" type="photo" shared="1"/>
</SharedServer>`;

export const ALL_LIBRARIES = `<SharedServer id="30002" username="" email="" userID="8676063" name="Sample" acceptedAt="1465796576" invitedAt="1465691504" owned="0" allLibraries="1"/>`;

/** Somebody who can use nothing. */
export function user(id: number): string {
  return `<User id="${String(id)}" title="User" username="user${String(id)}" email="" thumb="" home="0" restricted="0"></User>`;
}

/** An answer to GET /api/users and the like over HTTP. */
export function xml(body: string, contentType = 'application/xml; charset=utf-8') {
  return (res: ServerResponse): void => {
    res.writeHead(200, { 'Content-Type': contentType });
    res.end(body);
  };
}
