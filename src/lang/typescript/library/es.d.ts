// What the language itself brings along, for programs whose own library declarations can't be read. Written for one question: what type
// has the result? Overloads that give the same result are one, and values that have no members of a program are as short as can be.
// Names that begin with `Lib` are helpers of these files, so that none of them meets a name of a program.

// Types that compute types.

type Partial<T> = { [P in keyof T]?: T[P] }; type Required<T> = { [P in keyof T]-?: T[P] }; type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] }; type Record<K extends keyof any, T> = { [P in K]: T }; type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never; type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>; type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ConstructorParameters<T extends abstract new (...args: any) => any> = T extends abstract new (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
type ThisParameterType<T> = T extends (this: infer U, ...args: never) => any ? U : unknown;
type OmitThisParameter<T> = unknown extends ThisParameterType<T> ? T : T extends (...args: infer A) => infer R ? (...args: A) => R : T;
type Awaited<T> = T extends null | undefined ? T
    : T extends object & { then(onfulfilled: infer F, ...rest: infer _): any } ? F extends (value: infer V, ...rest: infer _) => any ? Awaited<V> : never
    : T;
type Uppercase<S extends string> = intrinsic; type Lowercase<S extends string> = intrinsic; type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic; type NoInfer<T> = intrinsic;
interface ThisType<T> {}

// Objects and functions.

type PropertyKey = string | number | symbol;

interface PropertyDescriptor { configurable?: boolean; enumerable?: boolean; writable?: boolean; value?: any; get?(): any; set?(value: any): void }
interface TypedPropertyDescriptor<T> { configurable?: boolean; enumerable?: boolean; writable?: boolean; value?: T; get?: () => T; set?: (value: T) => void }
type PropertyDescriptorMap = { [key: PropertyKey]: PropertyDescriptor };

interface Object {
    constructor: Function; toString(): string; toLocaleString(): string; valueOf(): Object; hasOwnProperty(key: PropertyKey): boolean;
    isPrototypeOf(value: Object): boolean; propertyIsEnumerable(key: PropertyKey): boolean;
}
interface ObjectConstructor {
    new (value?: any): Object; (value?: any): any; readonly prototype: Object; keys(value: {}): string[]; values<T>(value: { [key: string]: T } | ArrayLike<T>): T[];
    values(value: {}): any[]; entries<T>(value: { [key: string]: T } | ArrayLike<T>): [string, T][]; entries(value: {}): [string, any][];
    fromEntries<T = any>(entries: Iterable<readonly [PropertyKey, T]>): { [key: string]: T }; fromEntries(entries: Iterable<readonly any[]>): any;
    groupBy<K extends PropertyKey, T>(items: Iterable<T>, key: (item: T, index: number) => K): Partial<Record<K, T[]>>; assign<T extends {}, U>(target: T, source: U): T & U;
    assign<T extends {}, U, V>(target: T, first: U, second: V): T & U & V; assign<T extends {}, U, V, W>(target: T, first: U, second: V, third: W): T & U & V & W;
    assign(target: object, ...sources: any[]): any; freeze<F extends Function>(value: F): F; freeze<T>(value: T): Readonly<T>; seal<T>(value: T): T;
    preventExtensions<T>(value: T): T; isFrozen(value: any): boolean; isSealed(value: any): boolean; isExtensible(value: any): boolean; is(left: any, right: any): boolean;
    hasOwn(value: object, key: PropertyKey): boolean; create(prototype: object | null, properties?: PropertyDescriptorMap & ThisType<any>): any; getPrototypeOf(value: any): any;
    setPrototypeOf(value: any, prototype: object | null): any; defineProperty<T>(value: T, key: PropertyKey, descriptor: PropertyDescriptor & ThisType<any>): T;
    defineProperties<T>(value: T, properties: PropertyDescriptorMap & ThisType<any>): T; getOwnPropertyNames(value: any): string[]; getOwnPropertySymbols(value: any): symbol[];
    getOwnPropertyDescriptor(value: any, key: PropertyKey): PropertyDescriptor | undefined;
    getOwnPropertyDescriptors<T>(value: T): { [P in keyof T]: TypedPropertyDescriptor<T[P]> };
}
declare var Object: ObjectConstructor;

interface Function {
    readonly name: string; readonly length: number; prototype: any; apply(this: Function, self: any, args?: any): any;
    call(this: Function, self: any, ...args: any[]): any; bind(this: Function, self: any, ...args: any[]): any; toString(): string;
}
interface FunctionConstructor { new (...args: string[]): Function; (...args: string[]): Function; readonly prototype: Function }
declare var Function: FunctionConstructor;
interface CallableFunction extends Function {
    apply<T, A extends any[], R>(this: (this: T, ...args: A) => R, self: T, args?: A): R; call<T, A extends any[], R>(this: (this: T, ...args: A) => R, self: T, ...args: A): R;
    bind<T>(this: T, self: ThisParameterType<T>): OmitThisParameter<T>;
    bind<T, A extends any[], B extends any[], R>(this: (this: T, ...args: [...A, ...B]) => R, self: T, ...args: A): (...args: B) => R;
}
interface NewableFunction extends Function {
    apply<T, A extends any[]>(this: new (...args: A) => T, self: T, args?: A): void; call<T, A extends any[]>(this: new (...args: A) => T, self: T, ...args: A): void;
    bind<T>(this: T, self: any): T;
}
interface IArguments { [index: number]: any; length: number; callee: Function; [Symbol.iterator](): ArrayIterator<any> }

// What can be walked over.

interface SymbolConstructor {
    (description?: string | number): symbol; for(key: string): symbol; keyFor(value: symbol): string | undefined;
    readonly prototype: Symbol; readonly iterator: unique symbol; readonly asyncIterator: unique symbol;
    readonly hasInstance: unique symbol; readonly toPrimitive: unique symbol; readonly toStringTag: unique symbol;
    readonly species: unique symbol; readonly dispose: unique symbol; readonly asyncDispose: unique symbol;
}
declare var Symbol: SymbolConstructor;
interface Symbol { readonly description: string | undefined; toString(): string; valueOf(): symbol }
interface Disposable { [Symbol.dispose](): void } interface AsyncDisposable { [Symbol.asyncDispose](): PromiseLike<void> }

interface IteratorYieldResult<T> { done?: false; value: T } interface IteratorReturnResult<R> { done: true; value: R }
type IteratorResult<T, R = any> = IteratorYieldResult<T> | IteratorReturnResult<R>;
interface Iterator<T, R = any, N = any> { next(...args: [] | [N]): IteratorResult<T, R>; return?(value?: R): IteratorResult<T, R>; throw?(error?: any): IteratorResult<T, R> }
interface Iterable<T, R = any, N = any> { [Symbol.iterator](): Iterator<T, R, N> }
interface IterableIterator<T, R = any, N = any> extends Iterator<T, R, N> { [Symbol.iterator](): IterableIterator<T, R, N> }
interface IteratorObject<T, R = any, N = any> extends Iterator<T, R, N> {
    [Symbol.iterator](): IteratorObject<T, R, N>; map<U>(each: (value: T, index: number) => U): IteratorObject<U>;
    filter<S extends T>(test: (value: T, index: number) => value is S): IteratorObject<S>; filter(test: (value: T, index: number) => unknown): IteratorObject<T>;
    flatMap<U>(each: (value: T, index: number) => Iterable<U>): IteratorObject<U>; take(count: number): IteratorObject<T>; drop(count: number): IteratorObject<T>;
    reduce(step: (sum: T, value: T, index: number) => T): T; reduce<U>(step: (sum: U, value: T, index: number) => U, start: U): U; toArray(): T[];
    forEach(each: (value: T, index: number) => void): void; some(test: (value: T, index: number) => unknown): boolean; every(test: (value: T, index: number) => unknown): boolean;
    find<S extends T>(test: (value: T, index: number) => value is S): S | undefined; find(test: (value: T, index: number) => unknown): T | undefined;
}
declare var Iterator: { from<T>(value: Iterable<T> | Iterator<T>): IteratorObject<T> };
interface ArrayIterator<T> extends IteratorObject<T> { [Symbol.iterator](): ArrayIterator<T> }
interface MapIterator<T> extends IteratorObject<T> { [Symbol.iterator](): MapIterator<T> }
interface SetIterator<T> extends IteratorObject<T> { [Symbol.iterator](): SetIterator<T> }
interface StringIterator<T> extends IteratorObject<T> { [Symbol.iterator](): StringIterator<T> }
interface RegExpStringIterator<T> extends IteratorObject<T> { [Symbol.iterator](): RegExpStringIterator<T> }
interface Generator<T = unknown, R = any, N = any> extends IteratorObject<T, R, N> {
    next(...args: [] | [N]): IteratorResult<T, R>; return(value: R): IteratorResult<T, R>; throw(error: any): IteratorResult<T, R>; [Symbol.iterator](): Generator<T, R, N>;
}
interface GeneratorFunction { new (...args: any[]): Generator; (...args: any[]): Generator; readonly prototype: Generator }
interface AsyncIterator<T, R = any, N = any> {
    next(...args: [] | [N]): Promise<IteratorResult<T, R>>; return?(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>>; throw?(error?: any): Promise<IteratorResult<T, R>>;
}
interface AsyncIterable<T, R = any, N = any> { [Symbol.asyncIterator](): AsyncIterator<T, R, N> }
interface AsyncIterableIterator<T, R = any, N = any> extends AsyncIterator<T, R, N> { [Symbol.asyncIterator](): AsyncIterableIterator<T, R, N> }
interface AsyncIteratorObject<T, R = any, N = any> extends AsyncIterator<T, R, N> { [Symbol.asyncIterator](): AsyncIteratorObject<T, R, N> }
interface AsyncGenerator<T = unknown, R = any, N = any> extends AsyncIteratorObject<T, R, N> {
    next(...args: [] | [N]): Promise<IteratorResult<T, R>>; return(value: R | PromiseLike<R>): Promise<IteratorResult<T, R>>; throw(error: any): Promise<IteratorResult<T, R>>;
    [Symbol.asyncIterator](): AsyncGenerator<T, R, N>;
}
interface AsyncGeneratorFunction { (...args: any[]): AsyncGenerator; readonly prototype: AsyncGenerator }

// Lists.

interface ArrayLike<T> { readonly length: number; readonly [index: number]: T }
interface ConcatArray<T> extends ArrayLike<T> { join(separator?: string): string; slice(start?: number, end?: number): T[] }
type LibFlatOnce<T> = T extends readonly (infer U)[] ? U : T; type LibFlatDeep<T> = T extends readonly (infer U)[] ? LibFlatDeep<U> : T;

// What lists of both kinds have. `L` is the list as its callbacks see it.
interface LibItems<T, L> {
    [Symbol.iterator](): ArrayIterator<T>; at(index: number): T | undefined; concat(...items: (T | ConcatArray<T>)[]): T[]; entries(): ArrayIterator<[number, T]>;
    every(test: (value: T, index: number, array: L) => unknown, self?: any): boolean; filter<S extends T>(test: (value: T, index: number, array: L) => value is S, self?: any): S[];
    filter(test: (value: T, index: number, array: L) => unknown, self?: any): T[];
    find<S extends T>(test: (value: T, index: number, array: L) => value is S, self?: any): S | undefined;
    find(test: (value: T, index: number, array: L) => unknown, self?: any): T | undefined; findIndex(test: (value: T, index: number, array: L) => unknown, self?: any): number;
    findLast<S extends T>(test: (value: T, index: number, array: L) => value is S, self?: any): S | undefined;
    findLast(test: (value: T, index: number, array: L) => unknown, self?: any): T | undefined;
    findLastIndex(test: (value: T, index: number, array: L) => unknown, self?: any): number; flat(depth?: 1): LibFlatOnce<T>[]; flat(depth: 2): LibFlatOnce<LibFlatOnce<T>>[];
    flat(depth: number): LibFlatDeep<T>[]; flatMap<U>(each: (value: T, index: number, array: L) => U | readonly U[], self?: any): U[];
    forEach(each: (value: T, index: number, array: L) => void, self?: any): void; includes(value: T, from?: number): boolean; indexOf(value: T, from?: number): number;
    join(separator?: string): string; keys(): ArrayIterator<number>; lastIndexOf(value: T, from?: number): number;
    map<U>(each: (value: T, index: number, array: L) => U, self?: any): U[]; reduce(step: (sum: T, value: T, index: number, array: L) => T): T;
    reduce(step: (sum: T, value: T, index: number, array: L) => T, start: T): T; reduce<U>(step: (sum: U, value: T, index: number, array: L) => U, start: U): U;
    reduceRight(step: (sum: T, value: T, index: number, array: L) => T): T; reduceRight(step: (sum: T, value: T, index: number, array: L) => T, start: T): T;
    reduceRight<U>(step: (sum: U, value: T, index: number, array: L) => U, start: U): U; slice(start?: number, end?: number): T[];
    some(test: (value: T, index: number, array: L) => unknown, self?: any): boolean; toLocaleString(): string; toReversed(): T[];
    toSorted(compare?: (left: T, right: T) => number): T[]; toSpliced(start: number, count?: number, ...items: T[]): T[]; toString(): string; values(): ArrayIterator<T>;
    with(index: number, value: T): T[];
}
interface ReadonlyArray<T> extends LibItems<T, readonly T[]> {
    readonly length: number; readonly [index: number]: T; every<S extends T>(test: (value: T, index: number, array: readonly T[]) => value is S, self?: any): this is readonly S[];
    every(test: (value: T, index: number, array: readonly T[]) => unknown, self?: any): boolean;
}
interface Array<T> extends LibItems<T, T[]> {
    length: number; [index: number]: T; every<S extends T>(test: (value: T, index: number, array: T[]) => value is S, self?: any): this is S[];
    every(test: (value: T, index: number, array: T[]) => unknown, self?: any): boolean; copyWithin(target: number, start: number, end?: number): this;
    fill(value: T, start?: number, end?: number): this; pop(): T | undefined; push(...items: T[]): number; reverse(): T[]; shift(): T | undefined;
    sort(compare?: (left: T, right: T) => number): this; splice(start: number, count?: number, ...items: T[]): T[]; unshift(...items: T[]): number;
}
interface ArrayConstructor {
    new (length?: number): any[]; new <T>(length: number): T[]; new <T>(...items: T[]): T[]; (length?: number): any[]; <T>(length: number): T[]; <T>(...items: T[]): T[];
    readonly prototype: any[]; isArray(value: any): value is any[]; from<T>(items: Iterable<T> | ArrayLike<T>): T[];
    from<T, U>(items: Iterable<T> | ArrayLike<T>, each: (value: T, index: number) => U, self?: any): U[];
    fromAsync<T>(items: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): Promise<T[]>; of<T>(...items: T[]): T[];
}
declare var Array: ArrayConstructor;
interface TemplateStringsArray extends ReadonlyArray<string> { readonly raw: readonly string[] }

// Maps and sets.

interface ReadonlyMap<K, V> {
    readonly size: number; get(key: K): V | undefined; has(key: K): boolean;
    forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void, self?: any): void; entries(): MapIterator<[K, V]>;
    keys(): MapIterator<K>; values(): MapIterator<V>; [Symbol.iterator](): MapIterator<[K, V]>;
}
interface Map<K, V> {
    readonly size: number; get(key: K): V | undefined; has(key: K): boolean; set(key: K, value: V): this; delete(key: K): boolean;
    clear(): void; forEach(each: (value: V, key: K, map: Map<K, V>) => void, self?: any): void; entries(): MapIterator<[K, V]>;
    keys(): MapIterator<K>; values(): MapIterator<V>; [Symbol.iterator](): MapIterator<[K, V]>;
}
interface MapConstructor {
    new (): Map<any, any>; new <K, V>(entries?: Iterable<readonly [K, V]> | readonly (readonly [K, V])[] | null): Map<K, V>; readonly prototype: Map<any, any>;
    groupBy<K, T>(items: Iterable<T>, key: (item: T, index: number) => K): Map<K, T[]>;
}
declare var Map: MapConstructor;
type WeakKey = object | symbol;
interface WeakMap<K extends WeakKey, V> { get(key: K): V | undefined; has(key: K): boolean; set(key: K, value: V): this; delete(key: K): boolean }
declare var WeakMap: { new <K extends WeakKey = WeakKey, V = any>(entries?: Iterable<readonly [K, V]> | null): WeakMap<K, V>; readonly prototype: WeakMap<WeakKey, any> };
interface ReadonlySet<T> {
    readonly size: number; has(value: T): boolean; forEach(each: (value: T, again: T, set: ReadonlySet<T>) => void, self?: any): void;
    entries(): SetIterator<[T, T]>; keys(): SetIterator<T>; values(): SetIterator<T>; [Symbol.iterator](): SetIterator<T>;
    union<U>(other: ReadonlySet<U>): Set<T | U>; intersection<U>(other: ReadonlySet<U>): Set<T & U>;
    difference(other: ReadonlySet<any>): Set<T>; symmetricDifference<U>(other: ReadonlySet<U>): Set<T | U>;
    isSubsetOf(other: ReadonlySet<any>): boolean; isSupersetOf(other: ReadonlySet<any>): boolean; isDisjointFrom(other: ReadonlySet<any>): boolean;
}
interface Set<T> extends ReadonlySet<T> {
    add(value: T): this; delete(value: T): boolean; clear(): void; forEach(each: (value: T, again: T, set: Set<T>) => void, self?: any): void;
}
interface SetConstructor { new <T = any>(items?: Iterable<T> | readonly T[] | null): Set<T>; readonly prototype: Set<any> }
declare var Set: SetConstructor;
interface WeakSet<T extends WeakKey> { add(value: T): this; has(value: T): boolean; delete(value: T): boolean }
declare var WeakSet: { new <T extends WeakKey = WeakKey>(items?: Iterable<T> | null): WeakSet<T>; readonly prototype: WeakSet<WeakKey> };
interface WeakRef<T extends WeakKey> { deref(): T | undefined }
declare var WeakRef: { new <T extends WeakKey>(target: T): WeakRef<T> };
interface FinalizationRegistry<T> { register(target: WeakKey, held: T, token?: WeakKey): void; unregister(token: WeakKey): boolean }
declare var FinalizationRegistry: { new <T>(cleanup: (held: T) => void): FinalizationRegistry<T> };

// Promises.

interface PromiseLike<T> {
    then<A = T, B = never>(
        done?: ((value: T) => A | PromiseLike<A>) | null,
        failed?: ((reason: any) => B | PromiseLike<B>) | null,
    ): PromiseLike<A | B>;
}
interface Promise<T> {
    then<A = T, B = never>(
        done?: ((value: T) => A | PromiseLike<A>) | null,
        failed?: ((reason: any) => B | PromiseLike<B>) | null,
    ): Promise<A | B>;
    catch<B = never>(failed?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B>; finally(always?: (() => void) | null): Promise<T>;
    readonly [Symbol.toStringTag]: string;
}
interface PromiseFulfilledResult<T> { status: 'fulfilled'; value: T } interface PromiseRejectedResult { status: 'rejected'; reason: any }
type PromiseSettledResult<T> = PromiseFulfilledResult<T> | PromiseRejectedResult;
interface PromiseWithResolvers<T> { promise: Promise<T>; resolve: (value: T | PromiseLike<T>) => void; reject: (reason?: any) => void }
type PromiseConstructorLike = new <T>(run: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void) => PromiseLike<T>;
interface PromiseConstructor {
    readonly prototype: Promise<any>; new <T>(run: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void): Promise<T>;
    all<T extends readonly unknown[] | []>(values: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>; all<T>(values: Iterable<T | PromiseLike<T>>): Promise<Awaited<T>[]>;
    allSettled<T extends readonly unknown[] | []>(values: T): Promise<{ -readonly [P in keyof T]: PromiseSettledResult<Awaited<T[P]>> }>;
    allSettled<T>(values: Iterable<T | PromiseLike<T>>): Promise<PromiseSettledResult<Awaited<T>>[]>;
    race<T extends readonly unknown[] | []>(values: T): Promise<Awaited<T[number]>>; race<T>(values: Iterable<T | PromiseLike<T>>): Promise<Awaited<T>>;
    any<T extends readonly unknown[] | []>(values: T): Promise<Awaited<T[number]>>; any<T>(values: Iterable<T | PromiseLike<T>>): Promise<Awaited<T>>; resolve(): Promise<void>;
    resolve<T>(value: T): Promise<Awaited<T>>; reject<T = never>(reason?: any): Promise<T>;
    try<T, A extends unknown[]>(run: (...args: A) => T | PromiseLike<T>, ...args: A): Promise<Awaited<T>>; withResolvers<T>(): PromiseWithResolvers<T>;
}
declare var Promise: PromiseConstructor;

// Text, numbers and the like: no program declares members of these.

interface RegExpMatchArray extends Array<string> { 0: string; index?: number; input?: string; groups?: { [name: string]: string } }
interface RegExpExecArray extends Array<string> { 0: string; index: number; input: string; groups?: { [name: string]: string } }
interface RegExp {
    readonly source: string; readonly flags: string; readonly global: boolean; readonly ignoreCase: boolean; readonly multiline: boolean;
    readonly sticky: boolean; readonly unicode: boolean; lastIndex: number; exec(text: string): RegExpExecArray | null; test(text: string): boolean; toString(): string;
}
interface RegExpConstructor {
    new (pattern: RegExp | string, flags?: string): RegExp; (pattern: RegExp | string, flags?: string): RegExp; readonly prototype: RegExp; escape(text: string): string;
}
declare var RegExp: RegExpConstructor;
interface String {
    readonly length: number; readonly [index: number]: string; [Symbol.iterator](): StringIterator<string>;
    at(index: number): string | undefined; charAt(index: number): string; charCodeAt(index: number): number;
    codePointAt(index: number): number | undefined; concat(...texts: string[]): string; endsWith(text: string, end?: number): boolean;
    includes(text: string, from?: number): boolean; indexOf(text: string, from?: number): number; lastIndexOf(text: string, from?: number): number;
    localeCompare(other: string, locales?: Intl.LocalesArgument, options?: Intl.Options): number;
    match(pattern: string | RegExp): RegExpMatchArray | null; matchAll(pattern: string | RegExp): RegExpStringIterator<RegExpExecArray>;
    normalize(form?: string): string; padEnd(length: number, fill?: string): string; padStart(length: number, fill?: string): string;
    repeat(count: number): string; replace(pattern: string | RegExp, by: string | ((match: string, ...args: any[]) => string)): string;
    replaceAll(pattern: string | RegExp, by: string | ((match: string, ...args: any[]) => string)): string;
    search(pattern: string | RegExp): number; slice(start?: number, end?: number): string;
    split(separator: string | RegExp, limit?: number): string[]; startsWith(text: string, from?: number): boolean;
    substr(start: number, length?: number): string; substring(start: number, end?: number): string;
    toLocaleLowerCase(locales?: Intl.LocalesArgument): string; toLocaleUpperCase(locales?: Intl.LocalesArgument): string;
    toLowerCase(): string; toUpperCase(): string; toString(): string; trim(): string; trimEnd(): string; trimStart(): string; valueOf(): string;
}
interface StringConstructor {
    new (value?: any): String; (value?: any): string; readonly prototype: String; fromCharCode(...codes: number[]): string;
    fromCodePoint(...codes: number[]): string; raw(template: { raw: readonly string[] }, ...values: any[]): string;
}
declare var String: StringConstructor;
interface Number {
    toExponential(digits?: number): string; toFixed(digits?: number): string;
    toLocaleString(locales?: Intl.LocalesArgument, options?: Intl.NumberFormatOptions): string; toPrecision(precision?: number): string;
    toString(radix?: number): string; valueOf(): number;
}
interface NumberConstructor {
    new (value?: any): Number; (value?: any): number; readonly prototype: Number; readonly EPSILON: number;
    readonly MAX_SAFE_INTEGER: number; readonly MAX_VALUE: number; readonly MIN_SAFE_INTEGER: number; readonly MIN_VALUE: number;
    readonly NaN: number; readonly NEGATIVE_INFINITY: number; readonly POSITIVE_INFINITY: number; isFinite(value: unknown): boolean;
    isInteger(value: unknown): boolean; isNaN(value: unknown): boolean; isSafeInteger(value: unknown): boolean;
    parseFloat(text: string): number; parseInt(text: string, radix?: number): number;
}
declare var Number: NumberConstructor;
interface Boolean { valueOf(): boolean } interface BooleanConstructor { new (value?: any): Boolean; <T>(value?: T): boolean; readonly prototype: Boolean }
declare var Boolean: BooleanConstructor;
interface BigInt { toString(radix?: number): string; toLocaleString(locales?: Intl.LocalesArgument, options?: Intl.NumberFormatOptions): string; valueOf(): bigint }
declare var BigInt: { (value: bigint | boolean | number | string): bigint; asIntN(bits: number, value: bigint): bigint; asUintN(bits: number, value: bigint): bigint };
type LibMathOfMany = 'max' | 'min' | 'hypot'; type LibMathOfTwo = 'atan2' | 'imul' | 'pow';
type LibMathOfOne = 'abs' | 'acos' | 'acosh' | 'asin' | 'asinh' | 'atan' | 'atanh' | 'cbrt' | 'ceil' | 'clz32' | 'cos' | 'cosh' | 'exp' | 'expm1'
    | 'floor' | 'fround' | 'log' | 'log10' | 'log1p' | 'log2' | 'round' | 'sign' | 'sin' | 'sinh' | 'sqrt' | 'tan' | 'tanh' | 'trunc';
type LibMathFunctions = { [P in LibMathOfOne]: (x: number) => number } & { [P in LibMathOfTwo]: (x: number, y: number) => number }
    & { [P in LibMathOfMany]: (...values: number[]) => number };
type Math = LibMathFunctions & { readonly [P in 'E' | 'LN10' | 'LN2' | 'LOG10E' | 'LOG2E' | 'PI' | 'SQRT1_2' | 'SQRT2']: number }
    & { random(): number };
declare var Math: Math;

// Date has a getter, and mostly a setter, for each part of a time, local and in UTC.
interface Date {
    getTime(): number; getTimezoneOffset(): number; getYear(): number; getFullYear(): number; getMonth(): number; getDate(): number;
    getDay(): number; getHours(): number; getMinutes(): number; getSeconds(): number; getMilliseconds(): number; getUTCFullYear(): number;
    getUTCMonth(): number; getUTCDate(): number; getUTCDay(): number; getUTCHours(): number; getUTCMinutes(): number;
    getUTCSeconds(): number; getUTCMilliseconds(): number; setTime(time: number): number;
    setFullYear(year: number, month?: number, date?: number): number; setMonth(month: number, date?: number): number;
    setDate(date: number): number; setHours(hours: number, minutes?: number, seconds?: number, ms?: number): number;
    setMinutes(minutes: number, seconds?: number, ms?: number): number; setSeconds(seconds: number, ms?: number): number;
    setMilliseconds(ms: number): number; setUTCFullYear(year: number, month?: number, date?: number): number;
    setUTCMonth(month: number, date?: number): number; setUTCDate(date: number): number; setUTCHours(hours: number, minutes?: number, seconds?: number, ms?: number): number;
    setUTCMinutes(minutes: number, seconds?: number, ms?: number): number; setUTCSeconds(seconds: number, ms?: number): number;
    setUTCMilliseconds(ms: number): number; toDateString(): string; toISOString(): string; toJSON(key?: any): string;
    toLocaleDateString(locales?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string;
    toLocaleString(locales?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string;
    toLocaleTimeString(locales?: Intl.LocalesArgument, options?: Intl.DateTimeFormatOptions): string; toString(): string;
    toTimeString(): string; toUTCString(): string; valueOf(): number;
}
interface DateConstructor {
    new (value?: number | string | Date): Date; new (year: number, month: number, date?: number, hours?: number, minutes?: number, seconds?: number, ms?: number): Date; (): string;
    readonly prototype: Date; now(): number; parse(text: string): number;
    UTC(year: number, month?: number, date?: number, hours?: number, minutes?: number, seconds?: number, ms?: number): number;
}
declare var Date: DateConstructor;

declare namespace Intl {
    type LocalesArgument = string | readonly string[] | undefined;
    interface Options { [option: string]: string | number | boolean | undefined } interface DateTimeFormatOptions extends Options {}
    interface NumberFormatOptions extends Options {} interface CollatorOptions extends Options {} interface Part { type: string; value: string }
    interface DateTimeFormatPart extends Part {} interface NumberFormatPart extends Part {} interface ResolvedOptions { locale: string; timeZone: string; [option: string]: any }
    interface DateTimeFormat {
        format(date?: Date | number): string; formatRange(start: Date | number, end: Date | number): string; formatToParts(date?: Date | number): DateTimeFormatPart[];
        resolvedOptions(): ResolvedOptions;
    }
    interface NumberFormat { format(value: number | bigint | string): string; formatToParts(value?: number | bigint): NumberFormatPart[]; resolvedOptions(): ResolvedOptions }
    interface Collator { compare(left: string, right: string): number; resolvedOptions(): ResolvedOptions } interface PluralRules { select(value: number): string }
    interface RelativeTimeFormat { format(value: number, unit: string): string; formatToParts(value: number, unit: string): Part[] }
    interface Make<T> { new (locales?: LocalesArgument, options?: Options): T; (locales?: LocalesArgument, options?: Options): T }
    var DateTimeFormat: Make<DateTimeFormat>, NumberFormat: Make<NumberFormat>, Collator: Make<Collator>, PluralRules: Make<PluralRules>;
    var RelativeTimeFormat: Make<RelativeTimeFormat>, ListFormat: Make<any>, DisplayNames: Make<any>, Segmenter: Make<any>;
    function getCanonicalLocales(locales?: LocalesArgument): string[]; function supportedValuesOf(key: string): string[];
}

// Errors.

interface ErrorOptions { cause?: unknown } interface Error { name: string; message: string; stack?: string; cause?: unknown }
interface ErrorConstructor {
    new (message?: string, options?: ErrorOptions): Error; (message?: string, options?: ErrorOptions): Error; readonly prototype: Error;
    captureStackTrace(target: object, above?: Function): void; isError(value: unknown): value is Error; stackTraceLimit: number;
}
declare var Error: ErrorConstructor;
interface EvalError extends Error {} interface RangeError extends Error {} interface ReferenceError extends Error {} interface SyntaxError extends Error {}
interface TypeError extends Error {} interface URIError extends Error {} interface AggregateError extends Error { errors: any[] }
interface LibMakeError<E> { new (message?: string, options?: ErrorOptions): E; (message?: string, options?: ErrorOptions): E; readonly prototype: E }
declare var EvalError: LibMakeError<EvalError>, RangeError: LibMakeError<RangeError>, ReferenceError: LibMakeError<ReferenceError>;
declare var SyntaxError: LibMakeError<SyntaxError>, TypeError: LibMakeError<TypeError>, URIError: LibMakeError<URIError>;
declare var AggregateError: { new (errors: Iterable<any>, message?: string, options?: ErrorOptions): AggregateError };

// Bytes.

interface ArrayBuffer { readonly byteLength: number; slice(start?: number, end?: number): ArrayBuffer }
interface SharedArrayBuffer { readonly byteLength: number; slice(start?: number, end?: number): SharedArrayBuffer }
type ArrayBufferLike = ArrayBuffer | SharedArrayBuffer;
interface ArrayBufferView<B extends ArrayBufferLike = ArrayBufferLike> { readonly buffer: B; readonly byteLength: number; readonly byteOffset: number }
declare var ArrayBuffer: { new (length: number): ArrayBuffer; isView(value: any): value is ArrayBufferView; readonly prototype: ArrayBuffer };
declare var SharedArrayBuffer: { new (length: number): SharedArrayBuffer };
interface LibTypedNumbers<N, B extends ArrayBufferLike> extends ArrayBufferView<B> {
    readonly length: number; readonly BYTES_PER_ELEMENT: number; [index: number]: N; [Symbol.iterator](): ArrayIterator<N>;
    at(index: number): N | undefined; entries(): ArrayIterator<[number, N]>; every(test: (value: N, index: number) => unknown): boolean;
    fill(value: N, start?: number, end?: number): this; filter(test: (value: N, index: number) => unknown): this;
    find(test: (value: N, index: number) => unknown): N | undefined; findIndex(test: (value: N, index: number) => unknown): number;
    forEach(each: (value: N, index: number) => void): void; includes(value: N, from?: number): boolean;
    indexOf(value: N, from?: number): number; join(separator?: string): string; keys(): ArrayIterator<number>;
    map(each: (value: N, index: number) => N): this; reduce(step: (sum: N, value: N, index: number) => N): N;
    reduce<U>(step: (sum: U, value: N, index: number) => U, start: U): U; reverse(): this; set(values: ArrayLike<N>, offset?: number): void;
    slice(start?: number, end?: number): this; some(test: (value: N, index: number) => unknown): boolean;
    sort(compare?: (left: N, right: N) => number): this; subarray(start?: number, end?: number): this; values(): ArrayIterator<N>;
}
interface LibMakeNumbers<A, N> {
    new (length?: number): A; new (values: Iterable<N> | ArrayLike<N>): A;
    new (buffer: ArrayBufferLike, offset?: number, length?: number): A; from(values: Iterable<N> | ArrayLike<N>): A;
    from<T>(values: Iterable<T> | ArrayLike<T>, each: (value: T, index: number) => N): A; of(...values: N[]): A; readonly BYTES_PER_ELEMENT: number; readonly prototype: A;
}
interface Int8Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Uint8Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Uint8ClampedArray<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Int16Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Uint16Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Int32Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Uint32Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Float32Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface Float64Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<number, B> {}
interface BigInt64Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<bigint, B> {}
interface BigUint64Array<B extends ArrayBufferLike = ArrayBufferLike> extends LibTypedNumbers<bigint, B> {}
declare var Int8Array: LibMakeNumbers<Int8Array, number>, Uint8Array: LibMakeNumbers<Uint8Array, number>;
declare var Uint8ClampedArray: LibMakeNumbers<Uint8ClampedArray, number>, Int16Array: LibMakeNumbers<Int16Array, number>;
declare var Uint16Array: LibMakeNumbers<Uint16Array, number>, Int32Array: LibMakeNumbers<Int32Array, number>, Uint32Array: LibMakeNumbers<Uint32Array, number>;
declare var Float32Array: LibMakeNumbers<Float32Array, number>, Float64Array: LibMakeNumbers<Float64Array, number>;
declare var BigInt64Array: LibMakeNumbers<BigInt64Array, bigint>, BigUint64Array: LibMakeNumbers<BigUint64Array, bigint>;
type LibDataViewNumber = 'Int8' | 'Uint8' | 'Int16' | 'Uint16' | 'Int32' | 'Uint32' | 'Float32' | 'Float64';
type LibDataViewAccess = { [P in LibDataViewNumber as `get${P}`]: (offset: number, little?: boolean) => number }
    & { [P in LibDataViewNumber as `set${P}`]: (offset: number, value: number, little?: boolean) => void };
type DataView = ArrayBufferView & LibDataViewAccess;
declare var DataView: { new (buffer: ArrayBufferLike, offset?: number, length?: number): DataView };

// The rest of what is there without an import.

interface JSON {
    parse(text: string, revive?: (this: any, key: string, value: any) => any): any;
    stringify(value: any, replace?: ((this: any, key: string, value: any) => any) | (string | number)[] | null, space?: string | number): string;
}
declare var JSON: JSON;
interface ProxyHandler<T extends object> {
    apply?(target: T, self: any, args: any[]): any;
    construct?(target: T, args: any[], made: Function): object;
    defineProperty?(target: T, key: string | symbol, descriptor: PropertyDescriptor): boolean; deleteProperty?(target: T, key: string | symbol): boolean;
    get?(target: T, key: string | symbol, receiver: any): any; getOwnPropertyDescriptor?(target: T, key: string | symbol): PropertyDescriptor | undefined;
    getPrototypeOf?(target: T): object | null; has?(target: T, key: string | symbol): boolean; ownKeys?(target: T): ArrayLike<string | symbol>;
    set?(target: T, key: string | symbol, value: any, receiver: any): boolean;
}
declare var Proxy: {
    new <T extends object>(target: T, handler: ProxyHandler<T>): T; revocable<T extends object>(target: T, handler: ProxyHandler<T>): { proxy: T; revoke: () => void };
};
declare namespace Reflect {
    function apply<T, A extends readonly any[], R>(target: (this: T, ...args: A) => R, self: T, args: Readonly<A>): R;
    function construct<A extends readonly any[], R>(target: new (...args: A) => R, args: Readonly<A>, made?: Function): R;
    function defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor & ThisType<any>): boolean;
    function deleteProperty(target: object, key: PropertyKey): boolean;
    function get<T extends object, P extends PropertyKey>(target: T, key: P, receiver?: unknown): P extends keyof T ? T[P] : any;
    function getOwnPropertyDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined; function getPrototypeOf(target: object): object | null;
    function has(target: object, key: PropertyKey): boolean; function ownKeys(target: object): (string | symbol)[];
    function set(target: object, key: PropertyKey, value: any, receiver?: any): boolean; function setPrototypeOf(target: object, prototype: object | null): boolean;
}
interface Console {
    assert(condition?: unknown, ...data: any[]): void; clear(): void; count(label?: string): void; debug(...data: any[]): void;
    dir(value?: any, options?: any): void; error(...data: any[]): void; group(...data: any[]): void; groupCollapsed(...data: any[]): void;
    groupEnd(): void; info(...data: any[]): void; log(...data: any[]): void; table(data?: any, columns?: string[]): void;
    time(label?: string): void; timeEnd(label?: string): void; timeLog(label?: string, ...data: any[]): void; trace(...data: any[]): void; warn(...data: any[]): void;
}
declare var console: Console, NaN: number, Infinity: number;
declare function eval(text: string): any; declare function parseInt(text: string, radix?: number): number; declare function parseFloat(text: string): number;
declare function isNaN(value: number): boolean; declare function isFinite(value: number): boolean; declare function encodeURI(text: string): string;
declare function encodeURIComponent(text: string | number | boolean): string; declare function decodeURI(text: string): string;
declare function decodeURIComponent(text: string): string; declare function escape(text: string): string; declare function unescape(text: string): string;
declare function structuredClone<T = any>(value: T, options?: { transfer?: any[] }): T; declare function queueMicrotask(run: () => void): void;
// A timer is a number in browsers and an object in Node.
declare function setTimeout<A extends any[]>(run: (...args: A) => void, ms?: number, ...args: A): any;
declare function setInterval<A extends any[]>(run: (...args: A) => void, ms?: number, ...args: A): any; declare function clearTimeout(timer: any): void;
declare function clearInterval(timer: any): void;
interface ImportMeta { readonly url: string; readonly env: any; readonly hot?: any; readonly dirname: string; readonly filename: string; glob: any }
interface ImportCallOptions { with?: { [key: string]: string } }
interface ClassDecoratorContext<C = any> { readonly kind: 'class'; readonly name: string | undefined; addInitializer(run: (this: C) => void): void }
interface ClassMethodDecoratorContext<T = unknown, V = any> { readonly kind: string; readonly name: string | symbol; readonly static: boolean; readonly private: boolean; addInitializer(run: (this: T) => void): void }
type ClassDecorator = <F extends Function>(target: F) => F | void; type PropertyDecorator = (target: Object, key: string | symbol) => void;
type MethodDecorator = <T>(target: Object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>) => TypedPropertyDescriptor<T> | void;
type ParameterDecorator = (target: Object, key: string | symbol | undefined, index: number) => void;
