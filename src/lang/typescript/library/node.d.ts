// What Node brings along: globals, and the modules that programs hand their own types through. What only moves text and bytes is short.

declare namespace NodeJS {
    interface ProcessEnv { [name: string]: string | undefined; NODE_ENV?: string }
    type Signals = string; type Platform = 'aix' | 'darwin' | 'freebsd' | 'linux' | 'openbsd' | 'sunos' | 'win32' | 'android';
    interface MemoryUsage { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers: number }
    interface Process extends EventEmitter {
        readonly argv: string[]; readonly argv0: string; readonly execArgv: string[]; readonly execPath: string; env: ProcessEnv; exitCode?: number | string;
        readonly pid: number; readonly ppid: number; readonly platform: Platform; readonly arch: string; readonly version: string; title: string;
        readonly versions: { [name: string]: string }; readonly stdin: ReadStream; readonly stdout: WriteStream; readonly stderr: WriteStream; connected: boolean;
        readonly hrtime: { (time?: [number, number]): [number, number]; bigint(): bigint };
        abort(): never; exit(code?: number | string): never; cwd(): string; chdir(folder: string): void; kill(pid: number, signal?: string | number): true;
        memoryUsage(): MemoryUsage; cpuUsage(): { user: number; system: number }; uptime(): number; emitWarning(warning: string | Error): void;
        nextTick(run: Function, ...args: any[]): void; send?(message: any): boolean; umask(mask?: number): number;
    }
    interface EventEmitter {
        on(event: string | symbol, listener: (...args: any[]) => void): this; once(event: string | symbol, listener: (...args: any[]) => void): this;
        off(event: string | symbol, listener: (...args: any[]) => void): this; emit(event: string | symbol, ...args: any[]): boolean;
        addListener(event: string | symbol, listener: (...args: any[]) => void): this; removeListener(event: string | symbol, listener: (...args: any[]) => void): this;
        removeAllListeners(event?: string | symbol): this; listeners(event: string | symbol): Function[]; listenerCount(event: string | symbol): number;
        setMaxListeners(count: number): this; eventNames(): (string | symbol)[];
    }
    interface ReadableStream extends EventEmitter {
        readable: boolean; read(size?: number): any; setEncoding(encoding: BufferEncoding): this; pause(): this; resume(): this; unpipe(to?: WritableStream): this;
        pipe<T extends WritableStream>(to: T, options?: { end?: boolean }): T; [Symbol.asyncIterator](): AsyncIterableIterator<any>;
    }
    interface WritableStream extends EventEmitter { writable: boolean; write(chunk: any, ...rest: any[]): boolean; end(...rest: any[]): this }
    interface ReadWriteStream extends ReadableStream, WritableStream {} interface ReadStream extends ReadableStream { isTTY: boolean; setRawMode(on: boolean): this }
    interface WriteStream extends WritableStream { isTTY: boolean; columns: number; rows: number }
    interface ErrnoException extends Error { errno?: number; code?: string; path?: string; syscall?: string }
    interface Timer { ref(): this; unref(): this; hasRef(): boolean; refresh(): this; [Symbol.toPrimitive](): number } interface Timeout extends Timer {}
    interface Immediate extends Timer {} interface Require { (id: string): any; resolve(id: string): string; cache: any; main: any }
    interface Module { exports: any; id: string; filename: string; children: Module[] }
    type ArrayBufferView = globalThis.ArrayBufferView;
}
type BufferEncoding = 'ascii' | 'utf8' | 'utf-8' | 'utf16le' | 'ucs2' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'hex';
interface Buffer<B extends ArrayBufferLike = ArrayBufferLike> extends Uint8Array<B> {
    equals(other: Uint8Array): boolean; compare(other: Uint8Array): number; copy(target: Uint8Array, at?: number, start?: number, end?: number): number;
    toString(encoding?: BufferEncoding, start?: number, end?: number): string; toJSON(): { type: 'Buffer'; data: number[] };
    write(text: string, offset?: number, length?: number, encoding?: BufferEncoding): number; readUInt8(at?: number): number; readUInt16LE(at?: number): number;
    readUInt16BE(at?: number): number; readUInt32LE(at?: number): number; readUInt32BE(at?: number): number; readInt32LE(at?: number): number;
    readInt32BE(at?: number): number; writeUInt8(value: number, at?: number): number; writeUInt32BE(value: number, at?: number): number;
    writeUInt32LE(value: number, at?: number): number;
}
declare var Buffer: LibMakeNumbers<Buffer, number> & {
    from(data: string | ArrayLike<number> | ArrayBufferLike, encoding?: BufferEncoding | number, length?: number): Buffer; concat(list: readonly Uint8Array[], length?: number): Buffer;
    alloc(size: number, fill?: any, encoding?: BufferEncoding): Buffer; allocUnsafe(size: number): Buffer; isBuffer(value: any): value is Buffer;
    byteLength(data: string | ArrayBufferView, encoding?: BufferEncoding): number; compare(left: Uint8Array, right: Uint8Array): number;
};
declare var process: NodeJS.Process, global: typeof globalThis, require: NodeJS.Require, module: NodeJS.Module, exports: any, __dirname: string; declare var __filename: string;
declare function setImmediate<A extends any[]>(run: (...args: A) => void, ...args: A): NodeJS.Immediate;
declare function clearImmediate(immediate: NodeJS.Immediate | undefined): void;

declare module 'events' {
    // `M` says which arguments each event has.
    export class EventEmitter<M extends Record<keyof M, any[]> = any> {
        static once(emitter: EventEmitter, event: string | symbol): Promise<any[]>; static defaultMaxListeners: number;
        on<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this; once<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this;
        off<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this; addListener<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this;
        prependListener<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this; removeListener<K extends keyof M>(event: K, listener: (...args: M[K]) => void): this;
        emit<K extends keyof M>(event: K, ...args: M[K]): boolean;
        removeAllListeners(event?: keyof M): this; listeners(event: keyof M): Function[]; listenerCount(event: keyof M): number;
        setMaxListeners(count: number): this; eventNames(): (string | symbol)[];
    }
    export default EventEmitter;
    export function once(emitter: EventEmitter, event: string | symbol): Promise<any[]>;
    export function on(emitter: EventEmitter, event: string | symbol): AsyncIterableIterator<any[]>;
}
declare module 'fs/promises' {
    import * as promises from 'fs/promises'; import { Dirent, Stats } from 'fs';
    export default promises;
    export function readFile(path: any, options: BufferEncoding | { encoding: BufferEncoding; flag?: string }): Promise<string>;
    export function readFile(path: any, options?: any): Promise<Buffer>; export function writeFile(path: any, data: any, options?: any): Promise<void>;
    export function appendFile(path: any, data: any, options?: any): Promise<void>;
    export function readdir(path: any, options: { withFileTypes: true; recursive?: boolean }): Promise<Dirent[]>;
    export function readdir(path: any, options?: any): Promise<string[]>; export function stat(path: any, options?: any): Promise<Stats>;
    export function lstat(path: any, options?: any): Promise<Stats>; export function mkdir(path: any, options?: any): Promise<string | undefined>;
    export function mkdtemp(prefix: string): Promise<string>; export function realpath(path: any): Promise<string>; export function access(path: any, mode?: number): Promise<void>;
    export function rm(path: any, options?: any): Promise<void>; export function unlink(path: any): Promise<void>; export function rmdir(path: any, options?: any): Promise<void>;
    export function rename(from: any, to: any): Promise<void>; export function copyFile(from: any, to: any, mode?: number): Promise<void>;
    export function cp(from: any, to: any, options?: any): Promise<void>; export function open(path: any, flags?: any, mode?: any): Promise<any>;
}
declare module 'fs' {
    import * as fs from 'fs'; import * as promises from 'fs/promises'; import { Readable, Writable } from 'stream';
    export default fs;
    export { promises };
    export interface Stats {
        isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean; size: number; mode: number; uid: number; gid: number; ino: number; mtimeMs: number;
        ctimeMs: number; atimeMs: number; birthtimeMs: number; mtime: Date; ctime: Date; atime: Date; birthtime: Date;
    }
    export interface Dirent { name: string; parentPath: string; path: string; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }
    export interface FSWatcher extends NodeJS.EventEmitter { close(): void }
    export interface ReadStream extends Readable { path: string | Buffer; close(): void; bytesRead: number }
    export interface WriteStream extends Writable { path: string | Buffer; close(): void; bytesWritten: number }
    export type PathLike = string | Buffer | URL;
    export function readFileSync(path: any, options: BufferEncoding | { encoding: BufferEncoding; flag?: string }): string;
    export function readFileSync(path: any, options?: any): Buffer; export function writeFileSync(path: any, data: any, options?: any): void;
    export function appendFileSync(path: any, data: any, options?: any): void; export function existsSync(path: any): boolean;
    export function readdirSync(path: any, options: { withFileTypes: true; recursive?: boolean }): Dirent[]; export function readdirSync(path: any, options?: any): string[];
    export function statSync(path: any, options?: any): Stats; export function lstatSync(path: any, options?: any): Stats;
    export function mkdirSync(path: any, options?: any): string | undefined; export function mkdtempSync(prefix: string): string; export function realpathSync(path: any): string;
    export function accessSync(path: any, mode?: number): void; export function rmSync(path: any, options?: any): void; export function unlinkSync(path: any): void;
    export function renameSync(from: any, to: any): void; export function copyFileSync(from: any, to: any): void;
    export function readFile(path: any, options: any, done: (error: NodeJS.ErrnoException | null, data: any) => void): void;
    export function writeFile(path: any, data: any, options: any, done?: (error: NodeJS.ErrnoException | null) => void): void;
    export function createReadStream(path: any, options?: any): ReadStream; export function createWriteStream(path: any, options?: any): WriteStream;
    export function watch(path: any, ...rest: any[]): FSWatcher;
    export const constants: { [name: string]: number };
}
declare module 'path' {
    import * as path from 'path';
    export default path;
    export interface ParsedPath { root: string; dir: string; base: string; ext: string; name: string }
    export function basename(path: string, suffix?: string): string; export function dirname(path: string): string; export function extname(path: string): string;
    export function format(path: Partial<ParsedPath>): string; export function isAbsolute(path: string): boolean; export function join(...paths: string[]): string;
    export function normalize(path: string): string; export function parse(path: string): ParsedPath; export function relative(from: string, to: string): string;
    export function resolve(...paths: string[]): string;
    export const sep: string, delimiter: string, posix: typeof path, win32: typeof path;
}
declare module 'stream' {
    import { EventEmitter } from 'events';
    export class Stream extends EventEmitter {}
    export class Readable extends Stream {
        constructor(options?: any);
        static from(items: Iterable<any> | AsyncIterable<any>, options?: any): Readable;
        readable: boolean; read(size?: number): any; setEncoding(encoding: BufferEncoding): this; pause(): this; resume(): this; unpipe(to?: any): this;
        pipe<T>(to: T, options?: { end?: boolean }): T; [Symbol.asyncIterator](): AsyncIterableIterator<any>;
        push(chunk: any, encoding?: BufferEncoding): boolean; destroy(error?: Error): this; readonly destroyed: boolean; _read(size: number): void;
    }
    export class Writable extends Stream {
        constructor(options?: any);
        writable: boolean; write(chunk: any, ...rest: any[]): boolean; end(...rest: any[]): this;
        destroy(error?: Error): this; readonly destroyed: boolean; _write(chunk: any, encoding: BufferEncoding, done: (error?: Error | null) => void): void;
    }
    export class Duplex extends Readable { writable: boolean; write(chunk: any, ...rest: any[]): boolean; end(...rest: any[]): this }
    export class Transform extends Duplex { _transform(chunk: any, encoding: BufferEncoding, done: (error?: Error | null, data?: any) => void): void }
    export class PassThrough extends Transform {}
    export function pipeline(...streams: any[]): any; export function finished(stream: any, done: (error?: Error | null) => void): () => void;
    export default Stream;
}
declare module 'http' {
    import * as http from 'http'; import { EventEmitter } from 'events'; import { Readable, Writable } from 'stream';
    export default http;
    export interface IncomingHttpHeaders { [name: string]: any } export interface OutgoingHttpHeaders { [name: string]: any }
    export class IncomingMessage extends Readable {
        headers: IncomingHttpHeaders; method?: string; url?: string; statusCode?: number; statusMessage?: string; httpVersion: string; socket: any; complete: boolean;
    }
    export class OutgoingMessage extends Writable {
        headersSent: boolean; setHeader(name: string, value: number | string | readonly string[]): this; getHeader(name: string): any; removeHeader(name: string): void;
    }
    export class ServerResponse<R = IncomingMessage> extends OutgoingMessage {
        statusCode: number; statusMessage: string; readonly req: R; writeHead(status: number, ...rest: any[]): this; flushHeaders(): void;
    }
    export class ClientRequest extends OutgoingMessage { abort(): void; setTimeout(ms: number, run?: () => void): this; path: string; method: string }
    export class Server extends EventEmitter { listen(...args: any[]): this; close(done?: (error?: Error) => void): this; address(): any; listening: boolean }
    export class Agent extends EventEmitter { constructor(options?: any); destroy(): void }
    export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
    export interface RequestOptions { [option: string]: any }
    export function createServer(...args: [RequestListener?] | [options: any, listener?: RequestListener]): Server;
    export function request(url: any, ...rest: any[]): ClientRequest; export function get(url: any, ...rest: any[]): ClientRequest;
}
declare module 'https' { export * from 'http'; export { default } from 'http' }
declare module 'url' {
    export import URL = globalThis.URL; export import URLSearchParams = globalThis.URLSearchParams;
    export function fileURLToPath(url: string | URL): string; export function pathToFileURL(path: string): URL; export function parse(url: string, query?: boolean): any;
    export function format(url: any): string;
}
declare module 'util' {
    import * as util from 'util';
    export default util;
    export function promisify<T>(run: (done: (error: any, result: T) => void) => void): () => Promise<T>;
    export function promisify<A, T>(run: (a: A, done: (error: any, result: T) => void) => void): (a: A) => Promise<T>;
    export function promisify<A, B, T>(run: (a: A, b: B, done: (error: any, result: T) => void) => void): (a: A, b: B) => Promise<T>;
    export function promisify<A, B, C, T>(run: (a: A, b: B, c: C, done: (error: any, result: T) => void) => void): (a: A, b: B, c: C) => Promise<T>;
    export function promisify(run: Function): Function; export function inspect(value: any, ...options: any[]): string; export function format(...values: any[]): string;
    export function isDeepStrictEqual(left: unknown, right: unknown): boolean; export function deprecate<F extends Function>(run: F, message: string, code?: string): F;
    export function parseArgs(options?: any): { values: any; positionals: string[] };
    export const types: any;
}
declare module 'child_process' {
    import { EventEmitter } from 'events'; import { Readable, Writable } from 'stream';
    export interface ChildProcess extends EventEmitter {
        stdin: Writable | null; stdout: Readable | null; stderr: Readable | null; readonly pid?: number; readonly exitCode: number | null; readonly killed: boolean;
        kill(signal?: string | number): boolean; send(message: any): boolean; disconnect(): void; unref(): void;
    }
    export interface ChildProcessWithoutNullStreams extends ChildProcess { stdin: Writable; stdout: Readable; stderr: Readable }
    export interface SpawnSyncReturns<T> { pid: number; output: (T | null)[]; stdout: T; stderr: T; status: number | null; signal: string | null; error?: Error }
    export interface SpawnOptions { [option: string]: any }
    export type ExecException = Error & { code?: number; killed?: boolean; signal?: string };
    export function spawn(command: string, args?: any, options?: any): ChildProcessWithoutNullStreams; export function fork(file: string, args?: any, options?: any): ChildProcess;
    export function exec(command: string, ...rest: any[]): ChildProcess; export function execFile(file: string, ...rest: any[]): ChildProcess;
    export function execSync(command: string, options?: any): string & Buffer; export function execFileSync(file: string, args?: any, options?: any): string & Buffer;
    export function spawnSync(command: string, args?: any, options?: any): SpawnSyncReturns<string & Buffer>;
}
declare module 'crypto' {
    import * as crypto from 'crypto';
    export default crypto;
    export interface Hash { update(data: any, encoding?: any): this; digest(): Buffer; digest(encoding: string): string; copy(): Hash } export interface Hmac extends Hash {}
    export function createHash(algorithm: string, options?: any): Hash; export function createHmac(algorithm: string, key: any): Hmac;
    export function randomBytes(size: number): Buffer; export function randomUUID(): string; export function randomInt(min: number, max?: number): number;
    export function timingSafeEqual(left: ArrayBufferView, right: ArrayBufferView): boolean;
    export const webcrypto: any, subtle: any;
}
declare module 'os' {
    import * as os from 'os';
    export default os;
    export function cpus(): { model: string; speed: number }[]; export function homedir(): string; export function hostname(): string; export function platform(): NodeJS.Platform;
    export function tmpdir(): string; export function arch(): string;
    export function userInfo(): { username: string; homedir: string; uid: number; gid: number; shell: string | null };
    export const EOL: string;
}
declare module 'assert' {
    function assert(value: unknown, message?: string | Error): asserts value;
    namespace assert {
        function ok(value: unknown, message?: string | Error): asserts value; function equal(actual: unknown, expected: unknown, message?: string | Error): void;
        function notEqual(actual: unknown, expected: unknown, message?: string | Error): void;
        function deepEqual(actual: unknown, expected: unknown, message?: string | Error): void;
        function strictEqual<T>(actual: unknown, expected: T, message?: string | Error): asserts actual is T;
        function notStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
        function deepStrictEqual<T>(actual: unknown, expected: T, message?: string | Error): asserts actual is T; function throws(run: () => unknown, ...rest: any[]): void;
        function rejects(run: Promise<unknown> | (() => Promise<unknown>), ...rest: any[]): Promise<void>;
        function doesNotThrow(run: () => unknown, message?: string | Error): void; function match(text: string, pattern: RegExp, message?: string | Error): void;
        function fail(message?: string | Error): never;
        const strict: typeof assert;
    }
    export = assert;
}
declare module 'timers/promises' { export function setTimeout<T = void>(ms?: number, value?: T, options?: any): Promise<T> }
declare module 'async_hooks' {
    export class AsyncLocalStorage<T> { getStore(): T | undefined; run<R>(store: T, run: () => R): R; enterWith(store: T): void; exit<R>(run: () => R): R; disable(): void }
}
declare module 'node:assert' { import assert = require('assert'); export = assert } declare module 'node:async_hooks' { export * from 'async_hooks' }
declare module 'node:child_process' { export * from 'child_process' } declare module 'node:crypto' { export * from 'crypto'; export { default } from 'crypto' }
declare module 'node:events' { export * from 'events'; export { default } from 'events' } declare module 'node:fs' { export * from 'fs'; export { default } from 'fs' }
declare module 'node:fs/promises' { export * from 'fs/promises'; export { default } from 'fs/promises' }
declare module 'node:http' { export * from 'http'; export { default } from 'http' } declare module 'node:https' { export * from 'https'; export { default } from 'https' }
declare module 'node:os' { export * from 'os'; export { default } from 'os' } declare module 'node:path' { export * from 'path'; export { default } from 'path' }
declare module 'node:stream' { export * from 'stream'; export { default } from 'stream' } declare module 'node:timers/promises' { export * from 'timers/promises' }
declare module 'node:url' { export * from 'url' } declare module 'node:util' { export * from 'util'; export { default } from 'util' }
