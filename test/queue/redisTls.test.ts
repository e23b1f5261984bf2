import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redisServer.js';
import { runCli } from '../support/runCli.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasRedis || !hasOpenssl)('rediss:// (redis-server and openssl must be installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-tls-'));
  const at = (name: string) => join(folder, name);
  let port = 0;
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    makeCertificates(folder);
    port = await freePort();
    const tls = [
      '--tls-cert-file',
      at('own.pem'),
      '--tls-key-file',
      at('own.key'),
      '--tls-ca-cert-file',
      at('site.pem'),
    ];
    const open = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--requirepass', 'secret'];
    server = spawn('redis-server', [...open, ...tls, '--dir', folder, '--save', '', '--appendonly', 'yes'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of server.stdout!) if (/Ready to accept connections/.test(String(line))) break;
  });

  afterAll(async () => {
    const end = once(server, 'exit');
    server.kill('SIGKILL');
    await end;
    rmSync(folder, { recursive: true, force: true });
  });

  const idleWorker = (password: string, env: Readonly<Record<string, string>>) =>
    runCli(['worker', '--queue', '-j', '1', '--idle', '1'], {
      cwd: folder,
      env: { RAPA_QUEUE: `rediss://:${password}@localhost:${port}/0`, ...env },
    });

  it('a worker joins over TLS if it knows who signed the certificate', async () => {
    const { code, stderr } = await idleWorker('secret', { NODE_EXTRA_CA_CERTS: at('site.pem') });
    expect(stderr).toContain(`waiting for work at rediss://localhost:${port}/0`);
    expect(stderr).not.toContain('secret');
    expect(code).toBe(0);
  });

  it('refuses a certificate that nobody it knows has signed, and says how to make it known', async () => {
    const { code, stderr } = await idleWorker('secret', {});
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected: a certificate for the server's name that this machine trusts/);
    expect(stderr).toMatch(/found: .*(self-signed certificate|unable to verify)/);
    expect(stderr).toMatch(/NODE_EXTRA_CA_CERTS/);
    expect(stderr).not.toContain('secret');
  });

  it('refuses a wrong password over TLS', async () => {
    const { code, stderr } = await idleWorker('other', { NODE_EXTRA_CA_CERTS: at('site.pem') });
    expect(code).toBe(2);
    expect(stderr).toContain('the right user and password');
    expect(stderr).toContain('rediss://user:password@host/0');
  });

  it('a server with TLS that is asked without it: refused within seconds', async () => {
    const { code, stderr } = await runCli(['worker', '--queue', `redis://localhost:${port}/0`, '-j', '1'], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('rediss://');
  });
});

/** A signer of the site's own, and a certificate for localhost. */
function makeCertificates(folder: string): void {
  const run = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout'];
  run('req', '-x509', ...key, 'site.key', '-out', 'site.pem', '-days', '2', '-subj', '/CN=site');
  run('req', ...key, 'own.key', '-out', 'own.csr', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signer = ['-CA', 'site.pem', '-CAkey', 'site.key', '-CAcreateserial', '-extfile', 'names'];
  run('x509', '-req', '-in', 'own.csr', ...signer, '-out', 'own.pem', '-days', '2');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await sleep(10);
  return port;
}
