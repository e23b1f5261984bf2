import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockTraining, trainerOf } from '../../src/training/trainingLock.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const checkpoint = () => join(folder, 'a', 'b.checkpoint');
const heldBy = (pid: number, host: string) => writeFileSync(`${checkpoint()}.lock`, JSON.stringify({ pid, host }));

it('leaves nothing behind, also where the folder was missing', () => {
  expect(trainerOf(checkpoint())).toBeNull();
  const unlock = lockTraining(checkpoint());
  expect(existsSync(`${checkpoint()}.lock`)).toBe(true);
  unlock();
  expect(readdirSync(join(folder, 'a'))).toEqual([]);
});

it('refuses a checkpoint onto which another process trains, here or on another machine, and says what to do', () => {
  heldBy(process.ppid, hostname());
  expect(trainerOf(checkpoint())).toEqual({ pid: process.ppid, host: hostname() });
  const refused = new RegExp(`training in process ${process.ppid}\n[\\s\\S]*stop it[\\s\\S]*b\\.checkpoint\\.lock`);
  expect(() => lockTraining(checkpoint())).toThrow(refused);
  heldBy(12, 'elsewhere');
  expect(() => lockTraining(checkpoint())).toThrow(/training in process 12 on elsewhere\n/);
  writeFileSync(`${checkpoint()}.lock`, '');
  expect(() => lockTraining(checkpoint())).toThrow(/unknown machine/);
});

it('takes over what a killed process left, also if this process has its number', () => {
  for (const pid of [spawnSync(process.execPath, ['--version']).pid, process.pid]) {
    heldBy(pid, hostname());
    expect(trainerOf(checkpoint())).toBeNull();
    lockTraining(checkpoint())();
    expect(existsSync(`${checkpoint()}.lock`)).toBe(false);
  }
});

it('takes over a lock that was never filled, and one from before the machine started', () => {
  const secondsAgo = (age: number) =>
    utimesSync(`${checkpoint()}.lock`, Date.now() / 1000 - age, Date.now() / 1000 - age);
  writeFileSync(`${checkpoint()}.lock`, '');
  expect(trainerOf(checkpoint())).toMatchObject({ host: 'an unknown machine' });
  secondsAgo(120);
  expect(trainerOf(checkpoint())).toBeNull();
  heldBy(process.ppid, hostname());
  secondsAgo(uptime() + 120);
  expect(trainerOf(checkpoint())).toBeNull();
  lockTraining(checkpoint())();
});
