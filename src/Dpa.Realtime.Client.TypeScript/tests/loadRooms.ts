import { httpRoom, sharingRoom } from '../src/connection/rooms.js';

// Under a fake clock a room is there at once, as it is in a page that was live before.
await Promise.all([httpRoom(), sharingRoom()]);
