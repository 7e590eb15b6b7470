import { expect, it } from 'vitest';
import { Mailbox } from '../../src/live/mailbox.ts';

it('hands out letters in order, those that wait and those that come later', async () => {
  const box = new Mailbox<number>(8);
  box.push(1);
  box.push(2);
  expect([await box.take(), await box.take()]).toEqual([1, 2]);
  const later = box.take();
  box.push(3);
  expect(await later).toBe(3);
});

it('drops the oldest when it is full, and says how many once', async () => {
  const box = new Mailbox<number>(3);
  for (let letter = 1; letter <= 5; letter += 1) box.push(letter);
  expect(box.takeMissed()).toBe(2);
  expect(box.takeMissed()).toBe(0);
  expect([await box.take(), await box.take(), await box.take()]).toEqual([3, 4, 5]);
});

it('hands out what is left before it ends, and takes nothing more', async () => {
  const box = new Mailbox<number>(3);
  box.push(1);
  box.close();
  box.push(2);
  expect([await box.take(), await box.take()]).toEqual([1, undefined]);
});

it('fails with what it was closed with, after what is left', async () => {
  const box = new Mailbox<number>(3);
  box.push(1);
  box.close({ error: new Error('revoked') });
  expect(await box.take()).toBe(1);
  await expect(box.take()).rejects.toThrow('revoked');
});
