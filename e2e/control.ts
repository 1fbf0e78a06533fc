/** How a test asks the keeper of its cluster for something: a path over a Unix socket. */
import { request } from 'node:http';
import { join } from 'node:path';

export type Ask = <T>(path: string) => Promise<T>;

export const controlSocket = (folder: string): string => join(folder, 'control.sock');

export const askOf =
  (folder: string): Ask =>
  <T>(path: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const socketPath = controlSocket(folder);
      const headers = { 'x-pid': process.pid };
      // A connection of its own: the keeper may hang up a kept one at the moment it is used again.
      const how = { socketPath, path, method: 'POST', headers, agent: false } as const;
      const asked = request(how, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('error', reject);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
          else reject(new Error(text));
        });
      });
      asked.on('error', reject);
      asked.end();
    });
