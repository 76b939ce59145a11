import { identityPart, pagePart, recoveryPart, sharingPart } from '../src/lateParts.js';

// Under a fake clock a part is there at once, as it is in a page that used it before.
await Promise.all([
  identityPart(),
  pagePart(),
  recoveryPart(),
  sharingPart(),
  import('../src/http/queryPipelines.js'),
  import('../src/lists/LiveLists.js'),
]);
