import * as rooms from '../src/rooms/rooms.js';

// Under a fake clock a room is there at once, as it is in a page that used it before.
await Promise.all(Object.values(rooms).map((load: () => Promise<unknown>) => load()));
