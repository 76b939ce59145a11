// Uploads a file with tus-js-client; its settings are JSON in the first argument. Prints one JSON line for what happens.
import { createReadStream } from 'node:fs';
import { stdout } from 'node:process';
import * as tus from 'tus-js-client';

const { endpoint, uploadUrl, file, size, user, metadata, chunkSize, retryDelays, pauseAt, uploadDataDuringCreation, overridePatchMethod } = JSON.parse(
  process.argv[2],
);
const say = (line) => stdout.write(`${JSON.stringify(line)}\n`);
let sentNow = 0;

const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  uploadUrl,
  uploadSize: size,
  metadata,
  retryDelays: retryDelays ?? [0, 100, 200, 400, 800, 1000, 1000, 1000, 2000, 2000, 2000],
  chunkSize: chunkSize ?? 64 * 1024 * 1024,
  uploadDataDuringCreation: uploadDataDuringCreation ?? false,
  overridePatchMethod: overridePatchMethod ?? false,
  headers: { 'X-USER-ID': user },
  storeFingerprintForResuming: false,
  onUploadUrlAvailable: () => say({ url: upload.url }),
  onAfterResponse: (request, response) => say({ method: request.getMethod(), status: response.getStatus(), offset: response.getHeader('Upload-Offset') ?? null }),
  onProgress: (sent) => {
    if (pauseAt && sent >= pauseAt && sentNow < pauseAt) {
      say({ paused: sent });
      void upload.abort().then(() => process.exit(0));
    }
    sentNow = sent;
  },
  onError: (error) => {
    say({ error: error.message, status: error.originalResponse?.getStatus() ?? null, body: error.originalResponse?.getBody() ?? null });
    process.exit(1);
  },
  onSuccess: ({ lastResponse }) => {
    say({ done: true, document: lastResponse.getHeader('Dpa-Document-Id'), pipeline: lastResponse.getHeader('Dpa-Pipeline-Id') ?? null });
    process.exit(0);
  },
});
upload.start();
