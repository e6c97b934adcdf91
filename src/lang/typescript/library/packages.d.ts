// Well-known packages, as far as they hand types of a program on: what a store, a query, a schema or a form gives back. Options whose values
// are only text, numbers or switches fall under one index signature.

type LibSetting = { [option: string]: any }; type LibAnyFunction = (...args: any[]) => any;

// State.

declare module 'immer' {
    // A draft has the members of what it is a draft of.
    export type Draft<T> = T; export type WritableDraft<T> = T; export type Immutable<T> = T;
    export function produce<T, A extends any[]>(recipe: (draft: T, ...args: A) => T | void): (base: T, ...args: A) => T;
    export function produce<T>(base: T, recipe: (draft: T) => any): T;
    export default produce;
    export function current<T>(draft: T): T; export function original<T>(draft: T): T | undefined; export function castDraft<T>(value: T): T;
    export function isDraft(value: any): boolean; export function enableMapSet(): void;
}
declare module 'use-immer' {
    export function useImmer<S>(initial: S | (() => S)): [S, (change: S | ((draft: S) => S | void)) => void];
    export function useImmerReducer<S, A>(reducer: (draft: S, action: A) => S | void, initial: S): [S, (action: A) => void];
}
declare module 'reselect' {
    export type Selector<S = any, R = unknown, P extends any[] = any[]> = (state: S, ...args: P) => R;
    export interface OutputSelector<S, R> { (state: S, ...args: any[]): R; resultFunc: (...args: any[]) => R; recomputations(): number; clearCache(): void }
    type In<S, R> = (state: S, ...args: any[]) => R;
    export interface CreateSelectorFunction<Root = any> {
        <S extends Root, A, R>(a: In<S, A>, make: (a: A) => R, options?: LibSetting): OutputSelector<S, R>;
        <S extends Root, A, B, R>(a: In<S, A>, b: In<S, B>, make: (a: A, b: B) => R, options?: LibSetting): OutputSelector<S, R>;
        <S extends Root, A, B, C, R>(a: In<S, A>, b: In<S, B>, c: In<S, C>, make: (a: A, b: B, c: C) => R, options?: LibSetting): OutputSelector<S, R>;
        <S extends Root, A, B, C, D, R>(
            a: In<S, A>, b: In<S, B>, c: In<S, C>, d: In<S, D>, make: (a: A, b: B, c: C, d: D) => R, options?: LibSetting,
        ): OutputSelector<S, R>;
        <S extends Root, A, B, C, D, E, R>(
            a: In<S, A>, b: In<S, B>, c: In<S, C>, d: In<S, D>, e: In<S, E>, make: (a: A, b: B, c: C, d: D, e: E) => R, options?: LibSetting,
        ): OutputSelector<S, R>;
        <S extends Root, A, B, C, D, E, F, R>(
            a: In<S, A>, b: In<S, B>, c: In<S, C>, d: In<S, D>, e: In<S, E>, f: In<S, F>, make: (a: A, b: B, c: C, d: D, e: E, f: F) => R,
        ): OutputSelector<S, R>;
        <S extends Root, A, R>(inputs: readonly [In<S, A>], make: (a: A) => R, options?: LibSetting): OutputSelector<S, R>;
        <S extends Root, A, B, R>(inputs: readonly [In<S, A>, In<S, B>], make: (a: A, b: B) => R, options?: LibSetting): OutputSelector<S, R>;
        <S extends Root, A, B, C, R>(inputs: readonly [In<S, A>, In<S, B>, In<S, C>], make: (a: A, b: B, c: C) => R, options?: LibSetting): OutputSelector<S, R>;
        withTypes<T>(): CreateSelectorFunction<T>;
    }
    export const createSelector: CreateSelectorFunction;
    export function createSelectorCreator(...args: any[]): CreateSelectorFunction;
    export function createStructuredSelector<M extends Record<string, In<any, any>>>(map: M): OutputSelector<Parameters<M[keyof M]>[0], { [K in keyof M]: ReturnType<M[K]> }>;
    export function weakMapMemoize<F extends LibAnyFunction>(run: F): F; export function lruMemoize<F extends LibAnyFunction>(run: F): F;
}
declare module 'redux' {
    export interface Action<T extends string = string> { type: T } export interface UnknownAction extends Action { [extra: string]: unknown }
    export interface AnyAction extends Action { [extra: string]: any }
    export type Reducer<S = any, A = any> = (state: S | undefined, action: A) => S; export type ReducersMapObject<S = any, A = any> = { [K in keyof S]: Reducer<S[K], A> };
    export type StateFromReducer<R> = R extends Reducer<infer S, any> ? S : never; export type StateFromReducersMapObject<M> = { [K in keyof M]: StateFromReducer<M[K]> };
    export interface Dispatch<A = UnknownAction> { <T extends A>(action: T): T } export interface MiddlewareAPI<D = Dispatch, S = any> { dispatch: D; getState(): S }
    export type Middleware<X = {}, S = any, D = any> = (api: MiddlewareAPI<D, S>) => (next: (action: any) => any) => (action: any) => any;
    export interface Store<S = any, A = UnknownAction> {
        dispatch: Dispatch<A>; getState(): S; subscribe(listener: () => void): () => void; replaceReducer(next: Reducer<S, A>): void;
    }
    export type ActionCreator<A, P extends any[] = any[]> = (...args: P) => A; export type ActionCreatorsMapObject = { [name: string]: ActionCreator<any> };
    export function combineReducers<M extends Record<string, Reducer>>(reducers: M): Reducer<StateFromReducersMapObject<M>>;
    export function createStore<S, A>(reducer: Reducer<S, A>, ...rest: any[]): Store<S, A>; export function applyMiddleware(...middleware: Middleware[]): any;
    export function bindActionCreators<C>(creators: C, dispatch: Dispatch<any>): C; export function compose(...functions: Function[]): any;
}
declare module 'redux-thunk' {
    import { Action } from 'redux';
    export interface ThunkDispatch<S, E, A> { <R>(thunk: (dispatch: ThunkDispatch<S, E, A>, getState: () => S, extra: E) => R): R; <T extends A>(action: T): T }
    export type ThunkAction<R, S, E, A extends Action> = (dispatch: ThunkDispatch<S, E, A>, getState: () => S, extra: E) => R;
}
declare module '@reduxjs/toolkit' {
    import { Action, Dispatch, Middleware, Reducer, StateFromReducersMapObject, Store, UnknownAction } from 'redux'; import { ThunkDispatch } from 'redux-thunk';
    export * from 'redux';
    export * from 'redux-thunk';
    export { createSelector, createSelectorCreator, Selector, OutputSelector } from 'reselect';
    export { createSelector as createDraftSafeSelector } from 'reselect';
    export { current, original, isDraft, Draft, produce, produce as createNextState } from 'immer';

    export type PayloadAction<P = void, T extends string = string, M = never, E = never> =
        { payload: P; type: T } & ([M] extends [never] ? {} : { meta: M }) & ([E] extends [never] ? {} : { error: E });
    export interface Creator<P, T extends string> { type: T; match(action: any): action is PayloadAction<P, T> }
    export interface ActionCreatorWithPayload<P, T extends string = string> extends Creator<P, T> { (payload: P): PayloadAction<P, T> }
    export interface ActionCreatorWithOptionalPayload<P, T extends string = string> extends Creator<P, T> { (payload?: P): PayloadAction<P, T> }
    export interface ActionCreatorWithoutPayload<T extends string = string> extends Creator<undefined, T> { (): PayloadAction<undefined, T> }
    export interface ActionCreatorWithPreparedPayload<A extends any[], P, T extends string = string> extends Creator<P, T> { (...args: A): PayloadAction<P, T> & { meta: any; error: any } }
    export type PayloadActionCreator<P = void, T extends string = string> = unknown extends P ? ActionCreatorWithPayload<any, T>
        : [P] extends [void | undefined] ? ActionCreatorWithoutPayload<T> : undefined extends P ? ActionCreatorWithOptionalPayload<P, T> : ActionCreatorWithPayload<P, T>;
    export type PrepareAction<P> = (...args: any[]) => { payload: P; meta?: any; error?: any };
    export function createAction<A extends any[], P, T extends string = string>(type: T, prepare: (...args: A) => { payload: P; meta?: any; error?: any }): ActionCreatorWithPreparedPayload<A, P, T>;
    export function createAction<P = void, T extends string = string>(type: T): PayloadActionCreator<P, T>;
    export type CaseReducer<S = any, A = UnknownAction> = (state: S, action: A) => S | void;
    export interface CaseReducerWithPrepare<S, A> { reducer: CaseReducer<S, A>; prepare: PrepareAction<any> }
    export type SliceCaseReducers<S> = { [name: string]: CaseReducer<S, PayloadAction<any>> | CaseReducerWithPrepare<S, PayloadAction<any>> };
    type ActionOf<R, T extends string> = R extends { prepare: (...args: infer A) => { payload: infer P } } ? ActionCreatorWithPreparedPayload<A, P, T>
        : R extends (state: any, action: infer A) => any ? A extends { payload: infer P } ? PayloadActionCreator<P, T> : ActionCreatorWithoutPayload<T> : never;
    export type CaseReducerActions<R, N extends string> = { [K in keyof R]: ActionOf<R[K], `${N}/${K & string}`> };
    type SliceSelectors<V> = { [K in keyof V]: V[K] extends (state: any, ...args: infer A) => infer R ? (root: any, ...args: A) => R : never };
    export interface ActionReducerMapBuilder<S> {
        addCase<C extends ((...args: any[]) => any) & { type: string }>(creator: C, reducer: (state: S, action: ReturnType<C>) => S | void): ActionReducerMapBuilder<S>;
        addCase<T extends string, A = Action<T>>(type: T, reducer: (state: S, action: A) => S | void): ActionReducerMapBuilder<S>;
        addAsyncThunk<R, A, C>(thunk: AsyncThunk<R, A, C>, reducers: {
            pending?(state: S, action: PendingAction<A>): S | void; fulfilled?(state: S, action: FulfilledAction<R, A>): S | void;
            rejected?(state: S, action: RejectedAction<A, C>): S | void; settled?(state: S, action: any): S | void;
        }): ActionReducerMapBuilder<S>;
        addMatcher<A>(matcher: ((action: any) => action is A) | ((action: any) => boolean), reducer: (state: S, action: A) => S | void): ActionReducerMapBuilder<S>;
        addDefaultCase(reducer: (state: S, action: UnknownAction) => S | void): {};
    }
    type SelectorsOf<S> = { [name: string]: (state: S, ...args: any[]) => any };
    export interface CreateSliceOptions<S, R, N extends string, V = {}> {
        name: N; initialState: S | (() => S); reducers: R; extraReducers?: (builder: ActionReducerMapBuilder<S>) => void; selectors?: V & SelectorsOf<S>; reducerPath?: string;
    }
    export interface Slice<S = any, R = SliceCaseReducers<S>, N extends string = string, P extends string = N, V = {}> {
        name: N; reducerPath: P; reducer: Reducer<S>; actions: CaseReducerActions<R, N>; caseReducers: R; getInitialState(): S;
        selectors: SliceSelectors<V>; getSelectors(select?: (root: any) => S): SliceSelectors<V>; selectSlice(root: any): S; injectInto(reducer: any, options?: any): this;
    }
    export function createSlice<S, R extends SliceCaseReducers<S>, N extends string, V extends SelectorsOf<S> = {}>(
        options: CreateSliceOptions<S, R, N, V>,
    ): Slice<S, R, N, N, V>;
    export function createReducer<S>(initial: S | (() => S), build: (builder: ActionReducerMapBuilder<S>) => void): Reducer<S> & { getInitialState(): S };
    export interface SerializedError { name?: string; message?: string; stack?: string; code?: string }
    type From<C, K extends string, D = unknown> = C extends { [P in K]: infer V } ? V : D;
    export interface GetThunkAPI<C> {
        dispatch: From<C, 'dispatch', ThunkDispatch<From<C, 'state'>, From<C, 'extra'>, UnknownAction>>; getState(): From<C, 'state'>; extra: From<C, 'extra'>;
        requestId: string; signal: AbortSignal; abort(reason?: string): void; rejectWithValue(value: From<C, 'rejectValue'>, meta?: any): RejectWithValue<From<C, 'rejectValue'>>;
        fulfillWithValue<T>(value: T, meta?: any): T;
    }
    export interface RejectWithValue<V> { readonly rejected: true; readonly payload: V; readonly meta: any }
    type Meta<A, Status> = { arg: A; requestId: string; requestStatus: Status }; type PendingAction<A> = PayloadAction<undefined, string, Meta<A, 'pending'>>;
    type FulfilledAction<R, A> = PayloadAction<R, string, Meta<A, 'fulfilled'>>;
    type RejectedAction<A, C> = PayloadAction<From<C, 'rejectValue'> | undefined, string, Meta<A, 'rejected'> & { aborted: boolean; condition: boolean }, SerializedError>;
    interface ThunkCase<A> { (...args: any[]): A; type: string; match(action: any): action is A }
    export type AsyncThunkAction<R, A, C> = (dispatch: any, getState: () => any, extra: any) =>
        Promise<FulfilledAction<R, A> | RejectedAction<A, C>> & { abort(reason?: string): void; requestId: string; arg: A; unwrap(): Promise<R> };
    export type AsyncThunk<R, A, C> = ([A] extends [void] ? () => AsyncThunkAction<R, A, C> : undefined extends A ? (arg?: A) => AsyncThunkAction<R, A, C> : (arg: A) => AsyncThunkAction<R, A, C>)
        & { pending: ThunkCase<PendingAction<A>>; fulfilled: ThunkCase<FulfilledAction<R, A>>; rejected: ThunkCase<RejectedAction<A, C>>; settled: any; typePrefix: string };
    interface CreateAsyncThunk<Base> {
        <R, A = void, C = Base>(
            type: string,
            run: (arg: A, api: GetThunkAPI<C & Base>) => Promise<R | RejectWithValue<any>> | R | RejectWithValue<any>,
            options?: { condition?(arg: A, api: GetThunkAPI<C & Base>): any; [option: string]: any },
        ): AsyncThunk<R, A, C & Base>;
        withTypes<T>(): CreateAsyncThunk<T>;
    }
    export const createAsyncThunk: CreateAsyncThunk<{}>;
    export function unwrapResult<A extends { payload: any }>(action: A): A extends { meta: { requestStatus: 'fulfilled' } } ? A['payload'] : never;
    type OneOf<M extends any[]> = M[number] extends { match(action: any): action is infer A } ? A : any;
    export function isAnyOf<M extends any[]>(...matchers: M): (action: any) => action is OneOf<M>;
    export function isAllOf<M extends any[]>(...matchers: M): (action: any) => action is OneOf<M>; export function isPending(...thunks: any[]): (action: any) => boolean;
    export function isFulfilled(...thunks: any[]): (action: any) => boolean; export function isRejected(...thunks: any[]): (action: any) => boolean;
    export function isRejectedWithValue(...thunks: any[]): (action: any) => boolean; export function nanoid(size?: number): string;
    type StateOf<R> = R extends Reducer<infer S, any> ? S : StateFromReducersMapObject<R>;
    export interface ConfigureStoreOptions<R = any> { reducer: R; middleware?: (defaults: (options?: LibSetting) => any) => any; devTools?: any; preloadedState?: any; enhancers?: any }
    export interface EnhancedStore<S = any, A = UnknownAction> extends Omit<Store<S, any>, 'dispatch'> { dispatch: ThunkDispatch<S, any, A> & Dispatch<A> }
    export function configureStore<R>(options: ConfigureStoreOptions<R>): EnhancedStore<StateOf<R>>;
    export function createListenerMiddleware<S = any, D = any, E = unknown>(options?: any): { middleware: Middleware; startListening: any; stopListening: any; clearListeners(): void };
    export type EntityId = number | string;
    export interface EntityState<T, I extends EntityId = EntityId> { ids: I[]; entities: Record<I, T> }
    export type Dictionary<T> = { [id: string]: T | undefined }; export type Update<T, I extends EntityId = EntityId> = { id: I; changes: Partial<T> };
    interface Change<T, I extends EntityId, P> { <S extends EntityState<T, I>>(state: S, payload: P): S; <S extends EntityState<T, I>>(state: S, action: PayloadAction<P>): S }
    type Entities<T, I extends EntityId> = readonly T[] | Record<I, T>;
    export interface EntitySelectors<T, V, I extends EntityId = EntityId> {
        selectIds(state: V): I[]; selectEntities(state: V): Record<I, T>; selectAll(state: V): T[]; selectTotal(state: V): number; selectById(state: V, id: I): T;
    }
    export interface EntityAdapter<T, I extends EntityId = EntityId> {
        addOne: Change<T, I, T>; addMany: Change<T, I, Entities<T, I>>; setOne: Change<T, I, T>; setMany: Change<T, I, Entities<T, I>>; setAll: Change<T, I, Entities<T, I>>;
        removeOne: Change<T, I, I>; removeMany: Change<T, I, readonly I[]>; removeAll<S extends EntityState<T, I>>(state: S): S; updateOne: Change<T, I, Update<T, I>>;
        updateMany: Change<T, I, readonly Update<T, I>[]>; upsertOne: Change<T, I, T>; upsertMany: Change<T, I, Entities<T, I>>; selectId: (model: T) => I; sortComparer: any;
        getInitialState(): EntityState<T, I>; getInitialState<X extends object>(extra: X, entities?: Entities<T, I>): EntityState<T, I> & X;
        getSelectors(): EntitySelectors<T, EntityState<T, I>, I>; getSelectors<V>(select: (root: V) => EntityState<T, I>): EntitySelectors<T, V, I>;
    }
    export function createEntityAdapter<T, I extends EntityId>(options: { selectId: (model: T) => I; sortComparer?: false | ((a: T, b: T) => number) }): EntityAdapter<T, I>;
    export function createEntityAdapter<T extends { id: EntityId }>(options?: { sortComparer?: false | ((a: T, b: T) => number) }): EntityAdapter<T, T['id']>;
}
declare module '@reduxjs/toolkit/query' { export * from '@reduxjs/toolkit/query/react' }
declare module '@reduxjs/toolkit/query/react' {
    import { Middleware, Reducer } from 'redux'; import { SerializedError } from '@reduxjs/toolkit';
    export type BaseQueryFn<A = any, R = unknown, E = unknown, O = {}, M = {}> = (args: A, api: BaseQueryApi, extra: O) => any;
    export interface BaseQueryApi { signal: AbortSignal; dispatch: any; getState(): unknown; extra: unknown; endpoint: string; type: 'query' | 'mutation'; abort(reason?: string): void }
    export interface FetchArgs extends RequestInit { url: string; params?: Record<string, any>; body?: any; responseHandler?: any; validateStatus?: any; timeout?: number }
    export type FetchBaseQueryError = { status: number; data: unknown; error?: string } | { status: 'FETCH_ERROR' | 'PARSING_ERROR' | 'TIMEOUT_ERROR' | 'CUSTOM_ERROR'; error: string; data?: unknown };
    export type FetchBaseQueryMeta = { request: Request; response?: Response };
    export function fetchBaseQuery(options?: LibSetting & { prepareHeaders?(headers: Headers, api: BaseQueryApi): any }): BaseQueryFn<string | FetchArgs, unknown, FetchBaseQueryError>;
    export function retry<B>(base: B, options?: LibSetting): B;
    type Failure = FetchBaseQueryError | SerializedError; type TagDescription<T> = T | { type: T; id?: string | number };
    type Tags<R, A, T> = readonly TagDescription<T>[] | ((result: R | undefined, error: any, arg: A) => readonly (TagDescription<T> | null | undefined)[]);
    interface LifecycleApi<R> extends BaseQueryApi {
        requestId: string; queryFulfilled: Promise<{ data: R; meta: any }>; cacheDataLoaded: Promise<{ data: R; meta: any }>; cacheEntryRemoved: Promise<void>;
        getCacheEntry(): QueryResult<R>; updateCachedData(change: (draft: R) => R | void): any;
    }
    interface EndpointOptions<R, A, T> {
        query?(arg: A): any; queryFn?(arg: A, api: BaseQueryApi, extra: any, base: (arg: any) => any): any; transformResponse?(response: any, meta: any, arg: A): R | Promise<R>;
        transformErrorResponse?(response: any, meta: any, arg: A): any; providesTags?: Tags<R, A, T>; invalidatesTags?: Tags<R, A, T>; keepUnusedDataFor?: number; extraOptions?: any;
        onQueryStarted?(arg: A, api: LifecycleApi<R>): any; onCacheEntryAdded?(arg: A, api: LifecycleApi<R>): any; serializeQueryArgs?: any;
        merge?(cache: R, incoming: R, other: { arg: A }): R | void; forceRefetch?(of: { currentArg: A | undefined; previousArg: A | undefined }): boolean;
    }
    export interface QueryDefinition<A, B, T extends string, R, P = string> { type: 'query'; arg: A; result: R }
    export interface MutationDefinition<A, B, T extends string, R, P = string> { type: 'mutation'; arg: A; result: R }
    type AnyQuery = QueryDefinition<any, any, any, any>; type AnyMutation = MutationDefinition<any, any, any, any>;
    export type EndpointDefinitions = Record<string, AnyQuery | AnyMutation>;
    export interface EndpointBuilder<B, T extends string, P extends string = string> {
        query<R, A = void>(options: EndpointOptions<R, A, T>): QueryDefinition<A, B, T, R, P>;
        mutation<R, A = void>(options: EndpointOptions<R, A, T>): MutationDefinition<A, B, T, R, P>;
        infiniteQuery<R, A = void, G = unknown>(options: LibSetting): QueryDefinition<A, B, T, { pages: R[]; pageParams: G[] }, P>;
    }
    export const skipToken: unique symbol;
    interface QueryResult<R> {
        data?: R; currentData?: R; error?: any; endpointName?: string; originalArgs?: any; requestId?: string; status: string; isUninitialized: boolean; isLoading: boolean;
        isFetching: boolean; isSuccess: boolean; isError: boolean; startedTimeStamp?: number; fulfilledTimeStamp?: number;
    }
    interface QueryAction<R> extends Promise<QueryResult<R>> { arg: any; unwrap(): Promise<R>; refetch(): QueryAction<R>; abort(): void; unsubscribe(): void }
    interface MutationAction<R> extends Promise<{ data: R; error?: undefined } | { data?: undefined; error: Failure }> { arg: any; requestId: string; unwrap(): Promise<R>; reset(): void; abort(): void }
    interface QueryHookOptions<R, Q> {
        skip?: boolean; pollingInterval?: number; refetchOnMountOrArgChange?: any; refetchOnFocus?: boolean; refetchOnReconnect?: boolean; skipPollingIfUnfocused?: boolean;
        selectFromResult?: (result: QueryResult<R>) => Q;
    }
    type ArgOf<D> = D extends { arg: infer A } ? A : never; type ResultOf<D> = D extends { result: infer R } ? R : never;
    type Arg<A> = [A] extends [void] ? [arg?: A | typeof skipToken] : undefined extends A ? [arg?: A | typeof skipToken] : [arg: A | typeof skipToken];
    export type UseQuery<D> = <Q = QueryResult<ResultOf<D>>>(arg: ArgOf<D> | typeof skipToken, options?: QueryHookOptions<ResultOf<D>, Q>) => Q & { refetch(): QueryAction<ResultOf<D>> };
    export type UseLazyQuery<D> = (options?: QueryHookOptions<ResultOf<D>, any>) =>
        [(arg: ArgOf<D>, cached?: boolean) => QueryAction<ResultOf<D>>, QueryResult<ResultOf<D>> & { reset(): void }, { lastArg: ArgOf<D> }];
    export type UseMutation<D> = (options?: LibSetting) => [(arg: ArgOf<D>) => MutationAction<ResultOf<D>>, QueryResult<ResultOf<D>> & { reset(): void }];
    type Hooks<D> = { [K in keyof D as D[K] extends AnyQuery ? `use${Capitalize<K & string>}Query` : never]: UseQuery<D[K]> }
        & { [K in keyof D as D[K] extends AnyQuery ? `useLazy${Capitalize<K & string>}Query` : never]: UseLazyQuery<D[K]> }
        & { [K in keyof D as D[K] extends AnyMutation ? `use${Capitalize<K & string>}Mutation` : never]: UseMutation<D[K]> };
    interface Endpoint<D> {
        name: string; select(arg: ArgOf<D>): (root: any) => QueryResult<ResultOf<D>>; initiate(arg: ArgOf<D>, options?: LibSetting): (dispatch: any, getState: any, extra: any) => QueryAction<ResultOf<D>>;
        useQuery: UseQuery<D>; useLazyQuery: UseLazyQuery<D>; useMutation: UseMutation<D>; useQueryState: UseQuery<D>; useQuerySubscription: any;
        matchPending(action: any): action is { payload: undefined; meta: any; type: string }; matchRejected(action: any): action is { payload: any; error: SerializedError; meta: any; type: string };
        matchFulfilled(action: any): action is { payload: ResultOf<D>; meta: { arg: { originalArgs: ArgOf<D> } }; type: string };
    }
    interface ApiCore<B, D, P extends string, T extends string> {
        reducerPath: P; reducer: Reducer<any>; middleware: Middleware; endpoints: { [K in keyof D]: Endpoint<D[K]> };
        injectEndpoints<N>(options: { endpoints: (build: EndpointBuilder<B, T, P>) => N; overrideExisting?: any }): Api<B, D & N, P, T>;
        enhanceEndpoints<X extends string = never>(options: { addTagTypes?: readonly X[]; endpoints?: any }): Api<B, D, P, T | X>; usePrefetch<K extends keyof D>(name: K): (arg: ArgOf<D[K]>, options?: any) => void;
        util: {
            updateQueryData<K extends keyof D>(name: K, arg: ArgOf<D[K]>, change: (draft: ResultOf<D[K]>) => ResultOf<D[K]> | void): any;
            upsertQueryData<K extends keyof D>(name: K, arg: ArgOf<D[K]>, value: ResultOf<D[K]>): any; prefetch<K extends keyof D>(name: K, arg: ArgOf<D[K]>, options?: any): any;
            invalidateTags(tags: readonly TagDescription<T>[]): any; resetApiState(): any; getRunningQueriesThunk(): any; patchQueryData(...args: any[]): any; selectInvalidatedBy(...args: any[]): any[];
        };
    }
    export type Api<B, D, P extends string = string, T extends string = string> = ApiCore<B, D, P, T> & Hooks<D>;
    export function createApi<B extends BaseQueryFn, D, P extends string = 'api', T extends string = never>(
        options: { baseQuery: B; endpoints: (build: EndpointBuilder<B, T, P>) => D; reducerPath?: P; tagTypes?: readonly T[]; [option: string]: any },
    ): Api<B, D, P, T>;
    export function setupListeners(dispatch: any): () => void;
}
declare module 'react-redux' {
    import { ComponentProps, ComponentType, FC, ReactNode } from 'react'; import { Dispatch, Store } from 'redux';
    export interface TypedUseSelectorHook<S> { <R>(selector: (state: S) => R, equal?: any): R }
    export const useSelector: { <S = any, R = unknown>(selector: (state: S) => R, equal?: any): R; withTypes<S>(): TypedUseSelectorHook<S> };
    export const useDispatch: { <D = Dispatch<any>>(): D; withTypes<D>(): () => D }; export const useStore: { <S = any>(): Store<S>; withTypes<T>(): () => T };
    export interface ConnectedComponent<P> { readonly connected?: P; <C extends ComponentType<any>>(component: C): FC<Omit<ComponentProps<C>, keyof P>> }
    export type ConnectedProps<C> = C extends ConnectedComponent<infer P> ? P : never;
    export function connect<S = any, M = {}, D = {}, O = {}>(state?: ((state: S, own: O) => M) | null, dispatch?: D | ((dispatch: Dispatch<any>, own: O) => D) | null, ...rest: any[]): ConnectedComponent<M & D>;
    export const Provider: FC<{ store: any; children?: ReactNode; context?: any }>;
    export function batch(run: () => void): void; export function shallowEqual(left: any, right: any): boolean;
}
declare module 'zustand/vanilla' {
    type Change<T> = T | Partial<T> | ((state: T) => T | Partial<T> | void);
    export interface StoreApi<T> {
        setState(change: Change<T>, replace?: boolean, action?: any): void; getState(): T; getInitialState(): T; destroy(): void;
        subscribe(listener: (state: T, previous: T) => void): () => void;
        subscribe<U>(selector: (state: T) => U, listener: (value: U, previous: U) => void, options?: LibSetting): () => void;
        persist: { rehydrate(): Promise<void> | void; hasHydrated(): boolean; clearStorage(): void; onFinishHydration(run: (state: T) => void): () => void; setOptions(options: any): void; getOptions(): any };
    }
    export type ExtractState<S> = S extends { getState: () => infer T } ? T : never;
    export type StateCreator<T, I extends [any, any][] = [], O extends [any, any][] = [], U = T> = (set: StoreApi<T>['setState'], get: () => T, store: StoreApi<T>) => U;
    export function createStore<T>(make: StateCreator<T, any, any>): StoreApi<T>; export function createStore<T>(): (make: StateCreator<T, any, any>) => StoreApi<T>;
}
declare module 'zustand' {
    import { StateCreator, StoreApi } from 'zustand/vanilla';
    export * from 'zustand/vanilla';
    export type UseBoundStore<S extends { getState(): any }> = { (): ReturnType<S['getState']>; <U>(selector: (state: ReturnType<S['getState']>) => U, equal?: any): U } & S;
    export function create<T>(make: StateCreator<T, any, any>): UseBoundStore<StoreApi<T>>;
    export function create<T>(): (make: StateCreator<T, any, any>) => UseBoundStore<StoreApi<T>>;
    export default create;
    export function useStore<T>(store: StoreApi<T>): T; export function useStore<T, U>(store: StoreApi<T>, selector: (state: T) => U, equal?: any): U;
}
declare module 'zustand/traditional' { export { create as createWithEqualityFn, useStore as useStoreWithEqualityFn } from 'zustand' }
declare module 'zustand/shallow' { export function shallow<T>(left: T, right: T): boolean; export function useShallow<S, U>(selector: (state: S) => U): (state: S) => U }
declare module 'zustand/react/shallow' { export * from 'zustand/shallow' }
declare module 'zustand/middleware' {
    import { StateCreator } from 'zustand/vanilla';
    export interface PersistOptions<T, U = T> {
        name: string; partialize?: (state: T) => U; migrate?: (state: any, version: number) => any; merge?: (kept: unknown, now: T) => T; version?: number; storage?: any;
        onRehydrateStorage?: (state: T) => ((state?: T, error?: unknown) => void) | void; skipHydration?: boolean; [option: string]: any;
    }
    export function devtools<T>(make: StateCreator<T, any, any>, options?: LibSetting): StateCreator<T, any, any>;
    export function persist<T, U = T>(make: StateCreator<T, any, any>, options: PersistOptions<T, U>): StateCreator<T, any, any>;
    export function subscribeWithSelector<T>(make: StateCreator<T, any, any>): StateCreator<T, any, any>;
    export function combine<T extends object, U extends object>(initial: T, make: StateCreator<T, any, any, U>): StateCreator<T & U, any, any>;
    export function createJSONStorage(get: () => any, options?: any): any;
}
declare module 'zustand/middleware/immer' {
    import { StateCreator } from 'zustand/vanilla';
    export function immer<T>(make: StateCreator<T, any, any>): StateCreator<T, any, any>;
}
declare module 'jotai' {
    export type SetStateAction<V> = V | ((previous: V) => V); export type Getter = <V>(atom: Atom<V>) => V;
    export type Setter = <V, A extends unknown[], R>(atom: WritableAtom<V, A, R>, ...args: A) => R;
    export interface Atom<V> { read(get: Getter, options?: any): V; debugLabel?: string; toString(): string }
    export interface WritableAtom<V, A extends unknown[], R> extends Atom<V> { write(get: Getter, set: Setter, ...args: A): R; onMount?: (set: (...args: A) => R) => void | (() => void) }
    export type PrimitiveAtom<V> = WritableAtom<V, [SetStateAction<V>], void>;
    export function atom<V, A extends unknown[], R>(read: (get: Getter, options: any) => V, write: (get: Getter, set: Setter, ...args: A) => R): WritableAtom<V, A, R>;
    export function atom<V>(read: (get: Getter, options: any) => V): Atom<V>;
    export function atom<V, A extends unknown[], R>(initial: V, write: (get: Getter, set: Setter, ...args: A) => R): WritableAtom<V, A, R>;
    export function atom<V>(initial: V): PrimitiveAtom<V>; export function atom<V>(): PrimitiveAtom<V | undefined>;
    export function useAtom<V, A extends unknown[], R>(atom: WritableAtom<V, A, R>, options?: any): [Awaited<V>, (...args: A) => R];
    export function useAtom<V>(atom: Atom<V>, options?: any): [Awaited<V>, never]; export function useAtomValue<V>(atom: Atom<V>, options?: any): Awaited<V>;
    export function useSetAtom<V, A extends unknown[], R>(atom: WritableAtom<V, A, R>, options?: any): (...args: A) => R;
    export interface JotaiStore { get: Getter; set: Setter; sub(atom: Atom<any>, run: () => void): () => void }
    export function createStore(): JotaiStore; export function getDefaultStore(): JotaiStore; export function useStore(): JotaiStore;
    export function Provider(props: { store?: JotaiStore; children?: any }): any;
    export type ExtractAtomValue<A> = A extends Atom<infer V> ? V : never;
}
declare module 'jotai/utils' {
    import { Atom, PrimitiveAtom, SetStateAction, WritableAtom } from 'jotai';
    export function atomWithStorage<V>(key: string, initial: V, storage?: any, options?: any): PrimitiveAtom<V>; export function atomWithReset<V>(initial: V): PrimitiveAtom<V>;
    export function atomWithDefault<V>(read: (get: <T>(atom: Atom<T>) => T) => V): PrimitiveAtom<V>;
    export function atomFamily<P, A extends Atom<any>>(make: (param: P) => A, equal?: (a: P, b: P) => boolean): { (param: P): A; remove(param: P): void };
    export function selectAtom<V, S>(atom: Atom<V>, selector: (value: V, previous?: S) => S, equal?: any): Atom<S>;
    export function splitAtom<I>(atom: Atom<I[]>, key?: (item: I) => any): Atom<PrimitiveAtom<I>[]>;
    export function loadable<V>(atom: Atom<V>): Atom<{ state: 'loading' } | { state: 'hasError'; error: unknown } | { state: 'hasData'; data: Awaited<V> }>;
    export function useHydrateAtoms(values: Iterable<readonly [any, any]>, options?: any): void; export function useResetAtom(atom: any): () => void;
    export const RESET: unique symbol;
}

// Requests and data.

declare module '@tanstack/query-core' {
    export type QueryKey = readonly unknown[]; export type DataTag<K, D> = K & { readonly tagged?: D };
    export interface QueryFunctionContext<K = QueryKey, P = any> { queryKey: K; signal: AbortSignal; pageParam: P; meta: any; client: QueryClient; direction: string }
    export type QueryFunction<T = unknown, K = QueryKey, P = any> = (context: QueryFunctionContext<K, P>) => T | Promise<T>;
    export type QueryStatus = 'pending' | 'error' | 'success';
    export interface InfiniteData<T, P = unknown> { pages: T[]; pageParams: P[] }
    export interface QueryFilters { queryKey?: QueryKey; exact?: boolean; type?: 'active' | 'all' | 'inactive'; stale?: boolean; predicate?: (query: Query) => boolean; [option: string]: any }
    export interface QueryState<T = unknown, E = Error> { data: T | undefined; error: E | null; status: QueryStatus; dataUpdatedAt: number; errorUpdatedAt: number; fetchStatus: string; isInvalidated: boolean }
    export interface Query<T = any, E = any> { queryKey: QueryKey; queryHash: string; state: QueryState<T, E>; meta: any; getObserversCount(): number; isActive(): boolean; fetch(): Promise<T> }
    export interface QueryOptions<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey> {
        queryKey?: K; queryFn?: QueryFunction<Q, K> | typeof skipToken; select?: (data: Q) => D; enabled?: boolean | ((query: Query<Q, E>) => boolean); initialData?: Q | (() => Q | undefined);
        placeholderData?: Q | ((previous: Q | undefined, query?: any) => Q | undefined); staleTime?: any; gcTime?: number; cacheTime?: number; retry?: boolean | number | ((count: number, error: E) => boolean);
        retryDelay?: any; refetchInterval?: number | false | ((query: Query<Q, E>) => number | false | undefined); refetchOnWindowFocus?: any; refetchOnMount?: any; refetchOnReconnect?: any;
        refetchIntervalInBackground?: boolean; throwOnError?: any; structuralSharing?: any; notifyOnChangeProps?: any; meta?: any; networkMode?: any; suspense?: boolean; keepPreviousData?: boolean;
        onSuccess?: (data: D) => any; onError?: (error: E) => any; onSettled?: (data: D | undefined, error: E | null) => any;
    }
    export interface InfiniteQueryOptions<Q = unknown, E = Error, D = InfiniteData<Q>, K extends QueryKey = QueryKey, P = unknown>
        extends Omit<QueryOptions<Q, E, D, K>, 'queryFn' | 'select' | 'initialData' | 'placeholderData'> {
        queryFn?: QueryFunction<Q, K, P>; initialPageParam?: P; getNextPageParam(last: Q, all: Q[], param: P, params: P[]): P | undefined | null; maxPages?: number;
        getPreviousPageParam?(first: Q, all: Q[], param: P, params: P[]): P | undefined | null; select?: (data: InfiniteData<Q, P>) => D; initialData?: any; placeholderData?: any;
    }
    export interface QueryResult<D = unknown, E = Error> {
        data: D | undefined; error: E | null; status: QueryStatus; fetchStatus: 'fetching' | 'paused' | 'idle'; isLoading: boolean; isPending: boolean; isFetching: boolean; isSuccess: boolean;
        isError: boolean; isInitialLoading: boolean; isRefetching: boolean; isStale: boolean; isFetched: boolean; isFetchedAfterMount: boolean; isPlaceholderData: boolean; isPaused: boolean;
        isLoadingError: boolean; isRefetchError: boolean; dataUpdatedAt: number; errorUpdatedAt: number; failureCount: number; failureReason: E | null; isPreviousData: boolean;
        refetch(options?: LibSetting): Promise<QueryResult<D, E>>; promise: Promise<D>;
    }
    export interface DefinedQueryResult<D = unknown, E = Error> extends QueryResult<D, E> { data: D }
    export interface InfiniteQueryResult<D = unknown, E = Error> extends QueryResult<D, E> {
        fetchNextPage(options?: LibSetting): Promise<InfiniteQueryResult<D, E>>; fetchPreviousPage(options?: LibSetting): Promise<InfiniteQueryResult<D, E>>; hasNextPage: boolean; hasPreviousPage: boolean;
        isFetchingNextPage: boolean; isFetchingPreviousPage: boolean; isFetchNextPageError: boolean;
    }
    export interface MutateOptions<D, E, V, C> {
        onSuccess?: (data: D, variables: V, context: C, ...rest: any[]) => any; onError?: (error: E, variables: V, context: C | undefined, ...rest: any[]) => any;
        onSettled?: (data: D | undefined, error: E | null, variables: V, context: C | undefined, ...rest: any[]) => any;
    }
    export interface MutationOptions<D = unknown, E = Error, V = void, C = unknown> extends MutateOptions<D, E, V, C> {
        mutationFn?: (variables: V, context?: any) => Promise<D>; onMutate?: (variables: V, context?: any) => C | Promise<C>; mutationKey?: QueryKey; retry?: any; meta?: any; scope?: any; gcTime?: number; throwOnError?: any; networkMode?: any;
    }
    export interface MutationResult<D = unknown, E = Error, V = void, C = unknown> {
        data: D | undefined; error: E | null; variables: V | undefined; context: C | undefined; status: 'idle' | 'pending' | 'error' | 'success'; isPending: boolean; isLoading: boolean;
        isSuccess: boolean; isError: boolean; isIdle: boolean; failureCount: number; reset(): void; submittedAt: number;
        mutate(variables: V, options?: MutateOptions<D, E, V, C>): void; mutateAsync(variables: V, options?: MutateOptions<D, E, V, C>): Promise<D>;
    }
    type Tagged<K, T> = K extends { readonly tagged?: infer D } ? unknown extends D ? T : NonNullable<D> : T;
    export class QueryClient {
        constructor(options?: { defaultOptions?: LibSetting; queryCache?: any; mutationCache?: any });
        getQueryData<T = unknown, K extends QueryKey = QueryKey>(key: K): Tagged<K, T> | undefined; getQueriesData<T = unknown>(filters: QueryFilters): [QueryKey, T | undefined][];
        setQueryData<T = unknown, K extends QueryKey = QueryKey>(
            key: K, change: Tagged<K, T> | undefined | ((old: Tagged<K, T> | undefined) => Tagged<K, T> | undefined), options?: LibSetting,
        ): Tagged<K, T> | undefined;
        setQueriesData<T>(filters: QueryFilters, change: T | undefined | ((old: T | undefined) => T | undefined)): [QueryKey, T | undefined][];
        getQueryState<T = unknown>(key: QueryKey): QueryState<T> | undefined;
        fetchQuery<Q, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>): Promise<Q>;
        ensureQueryData<Q, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>): Promise<Q>;
        prefetchQuery<Q, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>): Promise<void>;
        fetchInfiniteQuery<Q, P = unknown>(options: InfiniteQueryOptions<Q, Error, any, QueryKey, P>): Promise<InfiniteData<Q, P>>;
        prefetchInfiniteQuery(options: any): Promise<void>; invalidateQueries(filters?: QueryFilters | QueryKey, options?: any): Promise<void>;
        refetchQueries(filters?: QueryFilters, options?: any): Promise<void>; cancelQueries(filters?: QueryFilters | QueryKey, options?: any): Promise<void>;
        removeQueries(filters?: QueryFilters | QueryKey): void; resetQueries(filters?: QueryFilters, options?: any): Promise<void>; isFetching(filters?: QueryFilters): number; isMutating(): number;
        getQueryCache(): { getAll(): Query[]; find(filters: QueryFilters): Query | undefined; findAll(filters?: QueryFilters): Query[]; subscribe(run: (event: any) => void): () => void; clear(): void };
        getMutationCache(): any; getDefaultOptions(): any; setDefaultOptions(options: LibSetting): void; setQueryDefaults(key: QueryKey, options: LibSetting): void; clear(): void; mount(): void; unmount(): void;
    }
    export class QueryCache { constructor(options?: { onError?: (error: any, query: Query) => void; onSuccess?: (data: any, query: Query) => void }); clear(): void }
    export class MutationCache { constructor(options?: LibSetting); clear(): void }
    export const skipToken: unique symbol;
    export function keepPreviousData<T>(previous: T | undefined): T | undefined;
    export function queryOptions<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>): QueryOptions<Q, E, D, K> & { queryKey: DataTag<K, Q> };
    export function infiniteQueryOptions<Q, E = Error, P = unknown, D = InfiniteData<Q, P>, K extends QueryKey = QueryKey>(options: InfiniteQueryOptions<Q, E, D, K, P>): InfiniteQueryOptions<Q, E, D, K, P> & { queryKey: DataTag<K, InfiniteData<Q>> };
    export function dehydrate(client: QueryClient, options?: any): any; export function hydrate(client: QueryClient, state: any): void;
    type DataOf<O> = O extends { select: (data: any) => infer D } ? D : O extends { queryFn?: infer F } ? Awaited<ReturnType<Extract<F, LibAnyFunction>>> : any;
    export type QueryResults<L> = { [I in keyof L]: QueryResult<DataOf<L[I]>> };
    export { QueryOptions as UseQueryOptions, QueryOptions as UseSuspenseQueryOptions, InfiniteQueryOptions as UseInfiniteQueryOptions, MutationOptions as UseMutationOptions };
}
declare module '@tanstack/react-query' {
    import {
        DefinedQueryResult, InfiniteData, InfiniteQueryOptions, InfiniteQueryResult, MutationOptions, MutationResult, QueryClient, QueryFunction, QueryKey, QueryOptions, QueryResult, QueryResults,
    } from '@tanstack/query-core';
    export * from '@tanstack/query-core';
    export { QueryResult as UseQueryResult, DefinedQueryResult as DefinedUseQueryResult, DefinedQueryResult as UseSuspenseQueryResult, InfiniteQueryResult as UseInfiniteQueryResult, MutationResult as UseMutationResult } from '@tanstack/query-core';
    export function useQuery<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K> & { initialData: Q | (() => Q) }, client?: QueryClient): DefinedQueryResult<D, E>;
    export function useQuery<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>, client?: QueryClient): QueryResult<D, E>;
    export function useQuery<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(key: K | string, load: QueryFunction<Q, K>, options?: QueryOptions<Q, E, D, K>): QueryResult<D, E>;
    export function useSuspenseQuery<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(options: QueryOptions<Q, E, D, K>): DefinedQueryResult<D, E>;
    export function useInfiniteQuery<Q, E = Error, D = InfiniteData<Q>, K extends QueryKey = QueryKey, P = unknown>(options: InfiniteQueryOptions<Q, E, D, K, P>): InfiniteQueryResult<D, E>;
    export function useInfiniteQuery<Q, E = Error, D = InfiniteData<Q>, K extends QueryKey = QueryKey, P = any>(key: K, load: QueryFunction<Q, K, P>, options?: InfiniteQueryOptions<Q, E, D, K, P>): InfiniteQueryResult<D, E>;
    export function useSuspenseInfiniteQuery<Q, E = Error, D = InfiniteData<Q>, K extends QueryKey = QueryKey, P = unknown>(options: InfiniteQueryOptions<Q, E, D, K, P>): InfiniteQueryResult<D, E> & { data: D };
    export function useMutation<D = unknown, E = Error, V = void, C = unknown>(options: MutationOptions<D, E, V, C>, client?: QueryClient): MutationResult<D, E, V, C>;
    export function useMutation<D = unknown, E = Error, V = void, C = unknown>(run: (variables: V) => Promise<D>, options?: MutationOptions<D, E, V, C>): MutationResult<D, E, V, C>;
    export function useQueries<L extends readonly any[], R = QueryResults<L>>(options: { queries: readonly [...L]; combine?: (results: QueryResults<L>) => R }): R;
    export function useQueryClient(client?: QueryClient): QueryClient; export function useIsFetching(filters?: any): number; export function useIsMutating(filters?: any): number;
    export function QueryClientProvider(props: { client: QueryClient; children?: any }): any; export function HydrationBoundary(props: { state?: any; children?: any }): any;
}
declare module 'react-query' { export * from '@tanstack/react-query' }
declare module '@tanstack/vue-query' {
    import { MaybeRefOrGetter, Ref } from 'vue';
    import { InfiniteData, InfiniteQueryOptions, InfiniteQueryResult, MutationOptions, MutationResult, QueryClient, QueryKey, QueryOptions, QueryResult } from '@tanstack/query-core';
    export * from '@tanstack/query-core';
    // Settings may be references, and so is each value of a result.
    type Loose<O> = { [K in keyof O]: K extends 'queryFn' | 'select' | 'getNextPageParam' ? O[K] : MaybeRefOrGetter<O[K]> | (K extends 'queryKey' ? readonly unknown[] : never) };
    type Refs<R> = { [K in keyof R]: R[K] extends (...args: any[]) => any ? R[K] : Ref<R[K]> };
    export type UseQueryReturnType<D, E = Error> = Refs<QueryResult<D, E>> & { suspense(): Promise<QueryResult<D, E>> };
    export function useQuery<Q = unknown, E = Error, D = Q, K extends QueryKey = QueryKey>(options: MaybeRefOrGetter<Loose<QueryOptions<Q, E, D, K>>>, client?: QueryClient): UseQueryReturnType<D, E>;
    export function useInfiniteQuery<Q, E = Error, D = InfiniteData<Q>, K extends QueryKey = QueryKey, P = unknown>(options: Loose<InfiniteQueryOptions<Q, E, D, K, P>>): Refs<InfiniteQueryResult<D, E>>;
    export function useMutation<D = unknown, E = Error, V = void, C = unknown>(options: MutationOptions<D, E, V, C>): Refs<MutationResult<D, E, V, C>>;
    export function useQueryClient(): QueryClient;
    export const VueQueryPlugin: any;
}
declare module '@bufbuild/protobuf' {
    // What a message is made from has the members of the message, as have the messages in it.
    export type Message<N extends string = string> = { readonly $typeName: N; $unknown?: any };
    export type LibSchema<T> = { readonly typeName: string; field: { [K in keyof T]: any }; readonly $shape: T };
    export type MessageInitShape<S extends LibSchema<any>> = S['$shape']; export type MessageShape<S extends LibSchema<any>> = S['$shape'];
    export function create<S extends LibSchema<any>>(schema: S, init?: S['$shape']): S['$shape']; export function clone<T>(schema: LibSchema<T>, message: T): T;
    export function equals<T>(schema: LibSchema<T>, one: T, other: T): boolean; export function isMessage<T>(value: any, schema: LibSchema<T>): value is T;
    export function fromBinary<T>(schema: LibSchema<T>, bytes: Uint8Array, options?: LibSetting): T; export function toBinary<T>(schema: LibSchema<T>, message: T, options?: LibSetting): Uint8Array;
    export function fromJson<T>(schema: LibSchema<T>, json: any, options?: LibSetting): T; export function toJson<T>(schema: LibSchema<T>, message: T, options?: LibSetting): any;
    export function fromJsonString<T>(schema: LibSchema<T>, text: string, options?: LibSetting): T; export function toJsonString<T>(schema: LibSchema<T>, message: T, options?: LibSetting): string;
}
declare module '@bufbuild/protobuf/codegenv2' {
    import type { LibSchema } from '@bufbuild/protobuf';
    export type GenMessage<T, O = any> = LibSchema<T>; export type GenFile = any; export type GenEnum<E, J = any> = { value: Record<string, any> };
    export type GenService<M> = { readonly typeName: string; method: { [K in keyof M]: M[K] } }; export type GenExtension<M, T> = { readonly extendee: M };
    export function messageDesc(file: any, ...path: number[]): any; export function enumDesc(file: any, ...path: number[]): any;
    export function serviceDesc(file: any, ...path: number[]): any; export function extDesc(file: any, ...path: number[]): any;
    export function fileDesc(text: string, imports?: any[]): any; export function tsEnum(it: any): any;
}
declare module '@bufbuild/protobuf/codegenv1' { export * from '@bufbuild/protobuf/codegenv2' }
declare module 'axios' {
    export interface AxiosRequestConfig<D = any> {
        url?: string; method?: string; baseURL?: string; headers?: any; params?: any; data?: D; timeout?: number; signal?: any; responseType?: string; withCredentials?: boolean; [option: string]: any;
    }
    export interface InternalAxiosRequestConfig<D = any> extends AxiosRequestConfig<D> { headers: any }
    export interface AxiosResponse<T = any, D = any> { data: T; status: number; statusText: string; headers: any; config: InternalAxiosRequestConfig<D>; request?: any }
    export class AxiosError<T = unknown, D = any> extends Error { config?: InternalAxiosRequestConfig<D>; code?: string; request?: any; response?: AxiosResponse<T, D>; status?: number; isAxiosError: boolean; toJSON(): object }
    export type AxiosPromise<T = any> = Promise<AxiosResponse<T>>;
    interface Interceptors<V> { use(done?: ((value: V) => V | Promise<V>) | null, failed?: ((error: any) => any) | null): number; eject(id: number): void; clear(): void }
    type Get = <T = any, R = AxiosResponse<T>, D = any>(url: string, config?: AxiosRequestConfig<D>) => Promise<R>;
    type Send = <T = any, R = AxiosResponse<T>, D = any>(url: string, data?: D, config?: AxiosRequestConfig<D>) => Promise<R>;
    export interface AxiosInstance {
        <T = any, R = AxiosResponse<T>, D = any>(config: AxiosRequestConfig<D>): Promise<R>;
        <T = any, R = AxiosResponse<T>, D = any>(url: string, config?: AxiosRequestConfig<D>): Promise<R>;
        request<T = any, R = AxiosResponse<T>, D = any>(config: AxiosRequestConfig<D>): Promise<R>;
        get: Get; delete: Get; head: Get; options: Get; post: Send; put: Send; patch: Send; postForm: Send; putForm: Send; defaults: any; getUri(config?: AxiosRequestConfig): string;
        interceptors: { request: Interceptors<InternalAxiosRequestConfig>; response: Interceptors<AxiosResponse> }; create(config?: AxiosRequestConfig): AxiosInstance;
    }
    export interface AxiosStatic extends AxiosInstance {
        isAxiosError: typeof isAxiosError; isCancel(value: any): boolean; all<T>(values: (T | Promise<T>)[]): Promise<T[]>; CancelToken: any; AxiosError: typeof AxiosError;
    }
    export function isAxiosError<T = any, D = any>(value: any): value is AxiosError<T, D>; export function isCancel(value: any): boolean;
    const axios: AxiosStatic;
    export default axios;
}
declare module 'zod' {
    import * as z from 'zod';
    export { z };
    export default z;
    export interface ZodIssue { code: string; path: (string | number)[]; message: string; [detail: string]: any }
    export class ZodError<T = any> extends Error {
        issues: ZodIssue[]; errors: ZodIssue[]; constructor(issues: ZodIssue[]); addIssue(issue: ZodIssue): void; format(): any;
        flatten(): { formErrors: string[]; fieldErrors: { [K in keyof T]?: string[] } };
    }
    export type SafeParseSuccess<T> = { success: true; data: T; error?: undefined }; export type SafeParseError<T> = { success: false; error: ZodError<T>; data?: undefined };
    export type SafeParseReturnType<I, T> = SafeParseSuccess<T> | SafeParseError<T>;
    export interface RefinementCtx { addIssue(issue: any): void; path: (string | number)[]; issues: any[]; value: any }
    export interface ZodType<T = any, D = any, I = T> {
        readonly _output: T; readonly _input: I; readonly description?: string;
        parse(value: unknown, options?: any): T; safeParse(value: unknown, options?: any): SafeParseReturnType<I, T>; parseAsync(value: unknown): Promise<T>;
        safeParseAsync(value: unknown): Promise<SafeParseReturnType<I, T>>; optional(): ZodOptional<this>; nullable(): ZodNullable<this>; nullish(): ZodOptional<ZodNullable<this>>;
        array(): ZodArray<this>; default(value: NonNullable<T> | (() => NonNullable<T>)): ZodDefault<this>; catch(value: T | ((context: any) => T)): ZodDefault<this>; promise(): ZodType<Promise<T>>;
        transform<U>(change: (value: T, context: RefinementCtx) => U | Promise<U>): ZodEffects<Awaited<U>, I>; refine(test: (value: T) => any, message?: any): this;
        superRefine(test: (value: T, context: RefinementCtx) => any): this; check(...checks: any[]): this; describe(text: string): this; meta(data: any): this; readonly(): this; brand<B>(): this;
        pipe<S extends ZodType>(to: S): S; or<S extends ZodType>(other: S): ZodUnion<[this, S]>; and<S extends ZodType>(other: S): ZodType<T & S['_output']>; isOptional(): boolean; isNullable(): boolean;
    }
    export interface ZodEffects<T, I = unknown> extends ZodType<T, any, I> { innerType(): any }
    export interface ZodOptional<S extends ZodType> extends ZodType<S['_output'] | undefined, any, S['_input'] | undefined> { unwrap(): S }
    export interface ZodNullable<S extends ZodType> extends ZodType<S['_output'] | null, any, S['_input'] | null> { unwrap(): S }
    export interface ZodDefault<S extends ZodType> extends ZodType<NonNullable<S['_output']>, any, S['_input'] | undefined> { removeDefault(): S }
    interface Limits { min(limit: any, message?: any): this; max(limit: any, message?: any): this; length(count: number, message?: any): this; nonempty(message?: any): this }
    type StringCheck = 'email' | 'url' | 'uuid' | 'cuid' | 'cuid2' | 'ulid' | 'datetime' | 'date' | 'time' | 'ip' | 'base64' | 'trim' | 'toLowerCase' | 'toUpperCase' | 'regex' | 'startsWith' | 'endsWith' | 'includes';
    export interface ZodString extends ZodType<string>, Limits, Record<StringCheck, (...args: any[]) => ZodString> {}
    type NumberCheck = 'int' | 'positive' | 'negative' | 'nonnegative' | 'nonpositive' | 'gt' | 'gte' | 'lt' | 'lte' | 'finite' | 'multipleOf' | 'step' | 'safe';
    export interface ZodNumber extends ZodType<number>, Limits, Record<NumberCheck, (...args: any[]) => ZodNumber> {} export interface ZodDate extends ZodType<Date>, Limits {}
    export interface ZodArray<S extends ZodType> extends ZodType<S['_output'][], any, S['_input'][]>, Limits { element: S }
    export interface ZodEnum<V> extends ZodType<V> { options: V[]; enum: Record<V & string, V>; Values: Record<V & string, V>; exclude(values: readonly V[]): ZodEnum<V>; extract(values: readonly V[]): ZodEnum<V> }
    export interface ZodLiteral<V> extends ZodType<V> { value: V }
    export interface ZodUnion<L extends readonly ZodType[]> extends ZodType<L[number]['_output'], any, L[number]['_input']> { options: L }
    export interface ZodDiscriminatedUnion<K, L extends readonly ZodType[]> extends ZodUnion<L> { discriminator: K }
    export type ZodRawShape = { [key: string]: ZodType };
    type Outputs<S> = { [K in keyof S]: S[K] extends { readonly _output: infer T } ? T : never };
    type Inputs<S> = { [K in keyof S]: S[K] extends { readonly _input: infer T } ? T : never };
    export interface ZodObject<S extends ZodRawShape, U = any, C = any> extends ZodType<Outputs<S>, any, Inputs<S>> {
        shape: S; extend<X extends ZodRawShape>(shape: X): ZodObject<Omit<S, keyof X> & X>; safeExtend<X extends ZodRawShape>(shape: X): ZodObject<Omit<S, keyof X> & X>;
        merge<X extends ZodRawShape>(other: ZodObject<X>): ZodObject<Omit<S, keyof X> & X>; pick<M extends { [K in keyof S]?: true }>(mask: M): ZodObject<Pick<S, keyof M & keyof S>>;
        omit<M extends { [K in keyof S]?: true }>(mask: M): ZodObject<Omit<S, keyof M>>; partial(mask?: any): ZodObject<{ [K in keyof S]: ZodOptional<S[K]> }>; deepPartial(): ZodObject<{ [K in keyof S]: ZodOptional<S[K]> }>;
        required(mask?: any): this; strict(message?: any): this; strip(): this; passthrough(): this; loose(): this; catchall(schema: ZodType): this; keyof(): ZodEnum<keyof S>;
    }
    export { ZodType as ZodSchema, ZodType as Schema };
    export type ZodTypeAny = ZodType<any, any, any>; export type AnyZodObject = ZodObject<any>; export type TypeOf<S extends { readonly _output: any }> = S['_output'];
    export type input<S extends { readonly _input: any }> = S['_input'];
    export { TypeOf as infer, TypeOf as output };
    export function string(options?: any): ZodString; export function number(options?: any): ZodNumber; export function int(options?: any): ZodNumber;
    export function bigint(options?: any): ZodType<bigint>; export function boolean(options?: any): ZodType<boolean>; export function date(options?: any): ZodDate;
    export function any(): ZodType<any>; export function unknown(): ZodType<unknown>; export function never(): ZodType<never>; export function email(options?: any): ZodString;
    export function url(options?: any): ZodString; export function uuid(options?: any): ZodString;
    export function literal<const V>(value: V, options?: any): ZodLiteral<V extends readonly (infer E)[] ? E : V>;
    export function object<S extends ZodRawShape>(shape: S, options?: any): ZodObject<S>;
    export { object as strictObject, object as looseObject };
    export function array<S extends ZodType>(element: S, options?: any): ZodArray<S>; export function record<V extends ZodType>(value: V): ZodType<Record<string, V['_output']>>;
    export function record<K extends ZodType, V extends ZodType>(key: K, value: V): ZodType<Record<K['_output'], V['_output']>>;
    export function map<K extends ZodType, V extends ZodType>(key: K, value: V): ZodType<Map<K['_output'], V['_output']>>;
    export function set<V extends ZodType>(value: V): ZodType<Set<V['_output']>>;
    export function tuple<L extends readonly [ZodType, ...ZodType[]]>(items: L): ZodType<{ -readonly [I in keyof L]: L[I] extends ZodType<infer T> ? T : never }>;
    export function union<L extends readonly ZodType[]>(options: readonly [...L]): ZodUnion<L>;
    export function discriminatedUnion<K extends string, L extends readonly ZodType[]>(key: K, options: readonly [...L]): ZodDiscriminatedUnion<K, L>;
    export function intersection<A extends ZodType, B extends ZodType>(a: A, b: B): ZodType<A['_output'] & B['_output']>;
    export function optional<S extends ZodType>(schema: S): ZodOptional<S>; export function nullable<S extends ZodType>(schema: S): ZodNullable<S>;
    export function lazy<S extends ZodType>(make: () => S): S; export function custom<T = any>(test?: (value: any) => any, message?: any): ZodType<T>;
    export function preprocess<S extends ZodType>(change: (value: unknown, context: RefinementCtx) => unknown, schema: S): ZodEffects<S['_output']>;
    export function nativeEnum<E extends { [key: string]: string | number }>(values: E): ZodEnum<E[keyof E]>;
    function choice<V extends string, const L extends readonly V[]>(values: L): ZodEnum<L[number]>;
    function choice<E extends { [key: string]: string | number }>(values: E): ZodEnum<E[keyof E]>; function nothing(): ZodType<null>; function missing(): ZodType<undefined>;
    function instance<C extends abstract new (...args: any) => any>(of: C): ZodType<InstanceType<C>>; function callable(...args: any[]): any;
    export { choice as enum, nothing as null, missing as undefined, missing as void, instance as instanceof, callable as function };
    export const coerce: { string(options?: any): ZodString; number(options?: any): ZodNumber; boolean(options?: any): ZodType<boolean>; date(options?: any): ZodDate; bigint(options?: any): ZodType<bigint> };
}
declare module 'zod/v4' { export * from 'zod'; export { default } from 'zod' } declare module 'zod/v3' { export * from 'zod'; export { default } from 'zod' }

// Routes and forms.

declare module 'react-router' {
    import { ComponentProps, FC, ReactElement, ReactNode } from 'react';
    export type Params<K extends string = string> = { readonly [P in K]: string | undefined };
    export interface Path { pathname: string; search: string; hash: string } export interface Location<S = any> extends Path { state: S; key: string }
    export type To = string | Partial<Path>;
    export interface NavigateOptions { replace?: boolean; state?: any; relative?: string; preventScrollReset?: boolean }
    export interface NavigateFunction { (to: To, options?: NavigateOptions): void; (by: number): void }
    export interface LoaderFunctionArgs<C = any> { request: Request; params: Params; context: C } export interface ActionFunctionArgs<C = any> extends LoaderFunctionArgs<C> {}
    export type LoaderFunction = (args: LoaderFunctionArgs) => any; export type ActionFunction = (args: ActionFunctionArgs) => any;
    export interface RouteObject { path?: string; index?: boolean; id?: string; element?: ReactNode; children?: RouteObject[]; handle?: any; loader?: any; action?: any; errorElement?: ReactNode; [option: string]: any }
    export interface PathMatch<K extends string = string> { params: Params<K>; pathname: string; pathnameBase: string; pattern: any }
    export interface match<P = {}> { params: P; isExact: boolean; path: string; url: string }
    export interface History<S = any> { location: Location<S>; length: number; push(to: any, state?: S): void; replace(to: any, state?: S): void; goBack(): void; go(by: number): void; listen(run: any): () => void }
    export interface RouteComponentProps<P = {}, C = any, S = any> { history: History<S>; location: Location<S>; match: match<P> }
    export interface ErrorResponse { status: number; statusText: string; data: any }
    export interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> { to: To; replace?: boolean; state?: any; reloadDocument?: boolean }
    export interface NavLinkProps extends Omit<LinkProps, 'className' | 'style' | 'children'> { className?: any; style?: any; children?: any; end?: boolean; caseSensitive?: boolean }
    type Loaded<T> = T extends (...args: any[]) => infer R ? Awaited<R> : T;
    export function useParams<P extends string | Record<string, string | undefined> = string>(): Readonly<[P] extends [string] ? Params<P> : Partial<P>>;
    export function useNavigate(): NavigateFunction; export function useLocation<S = any>(): Location<S>; export function useHistory<S = any>(): History<S>;
    export function useRouteMatch<P = {}>(path?: any): match<P>; export function useMatch<K extends string = string>(pattern: any): PathMatch<K> | null;
    export function useMatches(): { id: string; pathname: string; params: Params; data: unknown; handle: unknown }[];
    export function useSearchParams(initial?: any): [URLSearchParams, (next: any, options?: NavigateOptions) => void]; export function useLoaderData<T = any>(): Loaded<T>;
    export function useActionData<T = any>(): Loaded<T> | undefined; export function useRouteLoaderData<T = any>(route: string): Loaded<T> | undefined;
    export function useOutletContext<C = unknown>(): C;
    export function useFetcher<T = any>(options?: any): { data: Loaded<T> | undefined; state: 'idle' | 'loading' | 'submitting'; Form: FC<any>; submit(...args: any[]): void; load(url: string): void; formData?: FormData };
    export function useNavigation(): { state: 'idle' | 'loading' | 'submitting'; location?: Location; formData?: FormData }; export function useRouteError(): unknown;
    export function useSubmit(): (target: any, options?: any) => void; export function isRouteErrorResponse(error: any): error is ErrorResponse;
    export function matchPath<K extends string = string>(pattern: any, path: string): PathMatch<K> | null; export function generatePath(path: string, params?: any): string;
    export function createBrowserRouter(routes: RouteObject[], options?: any): any; export function redirect(url: string, init?: any): Response;
    export function json<T>(data: T, init?: any): Response; export function withRouter(component: any): any;
    export const Link: FC<LinkProps>, NavLink: FC<NavLinkProps>, Navigate: FC<NavigateOptions & { to: To }>, Outlet: FC<{ context?: unknown }>, Form: FC<any>, Await: FC<any>, Route: FC<any>;
    export const Routes: FC<any>, Router: FC<any>, BrowserRouter: FC<any>, HashRouter: FC<any>, MemoryRouter: FC<any>, RouterProvider: FC<any>, Switch: FC<any>, Redirect: FC<any>, ScrollRestoration: FC<any>;
}
declare module 'react-router-dom' { export * from 'react-router' }
declare module 'react-hook-form' {
    import { FC, ReactElement } from 'react';
    export type FieldValues = Record<string, any>; export type Path<T> = (keyof T & string) | `${keyof T & string}.${string}`;
    export { Path as FieldPath, Path as ArrayPath, Path as FieldArrayPath };
    export type PathValue<T, P> = P extends keyof T ? T[P] : P extends `${infer K}.${infer R}`
        ? K extends keyof T ? PathValue<NonNullable<T[K]>, R> : T extends readonly (infer V)[] ? PathValue<V, R> : any : T extends readonly (infer V)[] ? V : any;
    export { PathValue as FieldPathValue };
    export type DeepPartial<T> = Partial<T>; export type DefaultValues<T> = Partial<T>;
    export interface FieldError { type: string; message?: string; ref?: any; types?: any; root?: FieldError }
    type ErrorOf<V> = V extends Date | File | Blob | LibAnyFunction ? FieldError : V extends readonly (infer I)[] ? FieldError & ErrorOf<I>[] : V extends object ? FieldError & FieldErrors<V> : FieldError;
    export type FieldErrors<T = FieldValues> = { [K in keyof T]?: ErrorOf<NonNullable<T[K]>> } & { root?: any }; export type Marked<T> = { [K in keyof T]?: any };
    export interface FormState<T> {
        errors: FieldErrors<T>; isDirty: boolean; isLoading: boolean; isSubmitted: boolean; isSubmitSuccessful: boolean; isSubmitting: boolean; isValidating: boolean; isValid: boolean; disabled: boolean;
        submitCount: number; dirtyFields: Marked<T>; touchedFields: Marked<T>; defaultValues?: Partial<T>;
    }
    export interface Control<T = FieldValues, C = any, TT = T> { readonly values?: T; register: UseFormRegister<T>; _formValues: any; _defaultValues: Partial<T>; [inner: `_${string}`]: any }
    export type SubmitHandler<T> = (data: T, event?: any) => unknown; export type SubmitErrorHandler<T> = (errors: FieldErrors<T>, event?: any) => unknown;
    export interface RegisterOptions<T = FieldValues, N = string> { validate?: any; onChange?: (event: any) => void; onBlur?: (event: any) => void; [option: string]: any }
    export interface UseFormRegisterReturn<N = string> { name: N; ref: (element: any) => void; onChange(event: any): Promise<any>; onBlur(event: any): Promise<any>; disabled?: boolean; required?: boolean; min?: any; max?: any }
    export type UseFormRegister<T> = <N extends Path<T>>(name: N, options?: RegisterOptions<T, N>) => UseFormRegisterReturn<N>;
    export interface UseFormWatch<T> { (): T; <N extends Path<T>>(name: N, preset?: any): PathValue<T, N>; (names: readonly Path<T>[]): any[]; (run: (value: Partial<T>, change: { name?: Path<T>; type?: string }) => void): { unsubscribe(): void } }
    export interface UseFormGetValues<T> { (): T; <N extends Path<T>>(name: N): PathValue<T, N>; (names: readonly Path<T>[]): any[] }
    export type UseFormSetValue<T> = <N extends Path<T>>(name: N, value: PathValue<T, N>, options?: LibSetting) => void;
    export type UseFormReset<T> = (values?: T | Partial<T> | ((values: T) => T), options?: LibSetting) => void;
    export type UseFormSetError<T> = (name: Path<T> | 'root' | `root.${string}`, error: { type?: string; message?: string; types?: any }, options?: any) => void;
    export type UseFormHandleSubmit<T, TT = T> = (valid: SubmitHandler<TT>, invalid?: SubmitErrorHandler<T>) => (event?: any) => Promise<void>;
    export interface UseFormReturn<T = FieldValues, C = any, TT = T> {
        control: Control<T, C, TT>; formState: FormState<T>; register: UseFormRegister<T>; handleSubmit: UseFormHandleSubmit<T, TT>; watch: UseFormWatch<T>; getValues: UseFormGetValues<T>; setValue: UseFormSetValue<T>;
        reset: UseFormReset<T>; setError: UseFormSetError<T>; clearErrors(name?: any): void; trigger(name?: any, options?: any): Promise<boolean>; setFocus(name: Path<T>, options?: any): void; unregister(name?: any, options?: any): void;
        resetField(name: Path<T>, options?: any): void; getFieldState(name: Path<T>, state?: any): ControllerFieldState; subscribe(options: any): () => void;
    }
    export interface UseFormProps<T = FieldValues, C = any, TT = T> { defaultValues?: DefaultValues<T> | (() => Promise<T>); values?: T; resolver?: any; mode?: string; context?: C; errors?: any; [option: string]: any }
    export function useForm<T = FieldValues, C = any, TT = T>(options?: UseFormProps<T, C, TT>): UseFormReturn<T, C, TT>;
    export interface ControllerFieldState { invalid: boolean; isTouched: boolean; isDirty: boolean; isValidating: boolean; error?: FieldError }
    export interface ControllerRenderProps<T = FieldValues, N extends Path<T> = Path<T>> { name: N; value: PathValue<T, N>; onChange(...event: any[]): void; onBlur(): void; ref(element: any): void; disabled?: boolean }
    export interface UseControllerProps<T = FieldValues, N extends Path<T> = Path<T>> { name: N; control?: Control<T, any, any>; defaultValue?: PathValue<T, N>; rules?: any; shouldUnregister?: boolean; disabled?: boolean }
    export interface UseControllerReturn<T = FieldValues, N extends Path<T> = Path<T>> { field: ControllerRenderProps<T, N>; fieldState: ControllerFieldState; formState: FormState<T> }
    export function useController<T = FieldValues, N extends Path<T> = Path<T>>(props: UseControllerProps<T, N>): UseControllerReturn<T, N>;
    export function Controller<T = FieldValues, N extends Path<T> = Path<T>>(props: UseControllerProps<T, N> & { render(of: UseControllerReturn<T, N>): ReactElement }): ReactElement;
    type ItemOf<L> = L extends readonly (infer V)[] | null | undefined ? V : never;
    export interface UseFieldArrayReturn<T, N> {
        fields: (ItemOf<PathValue<T, N>> & { id: string })[]; append(value: ItemOf<PathValue<T, N>> | ItemOf<PathValue<T, N>>[], options?: any): void; prepend(value: ItemOf<PathValue<T, N>>, options?: any): void;
        insert(index: number, value: ItemOf<PathValue<T, N>>, options?: any): void; update(index: number, value: ItemOf<PathValue<T, N>>): void; replace(values: ItemOf<PathValue<T, N>>[]): void;
        remove(index?: number | number[]): void; move(from: number, to: number): void; swap(a: number, b: number): void;
    }
    export function useFieldArray<T = FieldValues, N extends Path<T> = Path<T>>(props: { control?: Control<T, any, any>; name: N; keyName?: string; rules?: any }): UseFieldArrayReturn<T, N>;
    export function useWatch<T = FieldValues, N extends Path<T> = Path<T>>(props: { control?: Control<T, any, any>; name: N; defaultValue?: any }): PathValue<T, N>;
    export function useWatch<T = FieldValues>(props: { control?: Control<T, any, any>; name: readonly Path<T>[] }): any[];
    export function useWatch<T = FieldValues>(props?: { control?: Control<T, any, any>; defaultValue?: any }): T;
    export function useFormContext<T = FieldValues, C = any, TT = T>(): UseFormReturn<T, C, TT>;
    export function useFormState<T = FieldValues>(props?: { control?: Control<T, any, any>; name?: any }): FormState<T>;
    export const FormProvider: FC<any>;
    export function get(object: any, path: string, preset?: any): any;
}
declare module '@hookform/resolvers/zod' { export function zodResolver(schema: any, ...options: any[]): any }

// Lists, streams and small helpers.

declare module 'lodash' {
    import * as lodash from 'lodash';
    export default lodash;
    type List<T> = ArrayLike<T> | null | undefined; type Bag<T> = { [key: string]: T } | null | undefined;
    // How one value is got from each item: a function, the name of a property, or a pattern.
    type By<T> = ((value: T, ...rest: any[]) => unknown) | PropertyKey | Partial<T> | readonly any[]; type Keys = readonly (PropertyKey | readonly PropertyKey[])[];
    export function map<T, K extends keyof T>(list: List<T>, key: K): T[K][]; export function map<T, R>(list: List<T>, each: (value: T, index: number, list: any) => R): R[];
    export function map<T extends object, R>(object: T | null | undefined, each: (value: T[keyof T], key: string, object: any) => R): R[];
    export function flatMap<T, R>(list: List<T> | Bag<T>, each: (value: T, index: any, list: any) => R | readonly R[]): R[];
    export function filter<T, S extends T>(list: List<T>, test: (value: T, index: number) => value is S): S[]; export function filter<T>(list: List<T> | Bag<T>, test?: By<T>): T[];
    export function reject<T>(list: List<T> | Bag<T>, test?: By<T>): T[]; export function find<T>(list: List<T> | Bag<T>, test?: By<T>, from?: number): T | undefined;
    export function findIndex<T>(list: List<T>, test?: By<T>, from?: number): number;
    export function forEach<T>(list: readonly T[], each: (value: T, index: number, list: T[]) => any): T[];
    export function forEach<T extends object>(object: T, each: (value: T[keyof T], key: string) => any): T;
    export { forEach as each };
    export function reduce<T, R>(list: List<T> | Bag<T>, step: (sum: R, value: T, index: any, list: any) => R, start: R): R;
    export function some<T>(list: List<T> | Bag<T>, test?: By<T>): boolean; export function every<T>(list: List<T> | Bag<T>, test?: By<T>): boolean;
    export function partition<T>(list: List<T> | Bag<T>, test: By<T>): [T[], T[]]; export function groupBy<T>(list: List<T> | Bag<T>, by?: By<T>): { [key: string]: T[] };
    export function keyBy<T>(list: List<T> | Bag<T>, by?: By<T>): { [key: string]: T }; export function sortBy<T>(list: List<T> | Bag<T>, ...by: (By<T> | By<T>[])[]): T[];
    export function orderBy<T>(list: List<T> | Bag<T>, by?: By<T> | By<T>[], orders?: any): T[]; export function uniq<T>(list: List<T>): T[];
    export function uniqBy<T>(list: List<T>, by: By<T>): T[]; export function union<T>(...lists: List<T>[]): T[]; export function intersection<T>(...lists: List<T>[]): T[];
    export function difference<T>(first: List<T>, ...rest: List<T>[]): T[]; export function without<T>(list: List<T>, ...values: T[]): T[];
    export function compact<T>(list: List<T | null | undefined | false | '' | 0>): T[]; export function flatten<T>(list: List<T | readonly T[]>): T[];
    export function chunk<T>(list: List<T>, size?: number): T[][]; export function first<T>(list: List<T>): T | undefined; export function last<T>(list: List<T>): T | undefined;
    export { first as head };
    export function remove<T>(list: List<T>, test?: By<T>): T[]; export function minBy<T>(list: List<T>, by?: By<T>): T | undefined;
    export function maxBy<T>(list: List<T>, by?: By<T>): T | undefined; export function min<T>(list: List<T>): T | undefined; export function max<T>(list: List<T>): T | undefined;
    export function sum(list: List<any>): number; export function sumBy<T>(list: List<T>, by?: By<T>): number;
    export function range(start: number, end?: number, step?: number): number[]; export function times<R>(count: number, each: (index: number) => R): R[];
    export function values<T>(object: Bag<T> | List<T>): T[]; export function values<T extends object>(object: T | null | undefined): T[keyof T][];
    export function keys(object: any): string[]; export function entries<T>(object: Bag<T>): [string, T][];
    export { entries as toPairs };
    export function pick<T extends object, K extends keyof T>(object: T | null | undefined, ...keys: (K | readonly K[])[]): Pick<T, K>;
    export function pickBy<T extends object>(object: T | null | undefined, test?: any): Partial<T>;
    export function omit<T extends object, K extends keyof T>(object: T | null | undefined, ...keys: (K | readonly K[])[]): Omit<T, K>;
    export function omit<T extends object>(object: T | null | undefined, ...keys: any[]): Partial<T>;
    export function omitBy<T extends object>(object: T | null | undefined, test?: any): Partial<T>;
    export function mapValues<T extends object, R>(object: T | null | undefined, each: (value: T[keyof T], key: string) => R): { [K in keyof T]: R };
    export function assign<T, U>(target: T, source: U): T & U; export function assign(target: any, ...sources: any[]): any;
    export function merge<T, U>(target: T, source: U): T & U; export function merge<T, U, V>(target: T, first: U, second: V): T & U & V;
    export function merge(target: any, ...sources: any[]): any; export function defaults<T, U>(target: T, source: U): T & U; export function cloneDeep<T>(value: T): T;
    export function get<T, K extends keyof T>(object: T, key: K): T[K]; export function get(object: any, path: any, preset?: any): any;
    export function set<T>(object: T, path: any, value: any): T; export function has(object: any, path: any): boolean; export function isEqual(left: any, right: any): boolean;
    export function isEmpty(value?: any): boolean; export function isNil(value: any): value is null | undefined; export function isString(value?: any): value is string;
    export function isNumber(value?: any): value is number; export function isBoolean(value?: any): value is boolean; export function isArray(value?: any): value is any[];
    export function isFunction(value: any): value is LibAnyFunction;
    export function debounce<F extends LibAnyFunction>(run: F, wait?: number, options?: LibSetting): F & { cancel(): void; flush(): ReturnType<F> | undefined };
    export { debounce as throttle };
    export function memoize<F extends LibAnyFunction>(run: F, key?: LibAnyFunction): F & { cache: any }; export function once<F extends LibAnyFunction>(run: F): F;
    export function identity<T>(value: T): T; export function noop(...args: any[]): void; export function capitalize(text?: string): string;
    export function camelCase(text?: string): string; export function kebabCase(text?: string): string; export function clamp(value: number, low: number, high?: number): number;
    export function chain(value: any): any; export function flow(...functions: any[]): LibAnyFunction;
}
declare module 'lodash-es' { export * from 'lodash'; export { default } from 'lodash' } declare module 'lodash/cloneDeep' { export { cloneDeep as default } from 'lodash' }
declare module 'lodash/debounce' { export { debounce as default } from 'lodash' } declare module 'lodash/get' { export { get as default } from 'lodash' }
declare module 'lodash/groupBy' { export { groupBy as default } from 'lodash' } declare module 'lodash/isEmpty' { export { isEmpty as default } from 'lodash' }
declare module 'lodash/isEqual' { export { isEqual as default } from 'lodash' } declare module 'lodash/keyBy' { export { keyBy as default } from 'lodash' }
declare module 'lodash/merge' { export { merge as default } from 'lodash' } declare module 'lodash/omit' { export { omit as default } from 'lodash' }
declare module 'lodash/orderBy' { export { orderBy as default } from 'lodash' } declare module 'lodash/pick' { export { pick as default } from 'lodash' }
declare module 'lodash/sortBy' { export { sortBy as default } from 'lodash' } declare module 'lodash/throttle' { export { throttle as default } from 'lodash' }
declare module 'lodash/uniqBy' { export { uniqBy as default } from 'lodash' }
declare module 'rxjs' {
    export interface Unsubscribable { unsubscribe(): void }
    export class Subscription implements Unsubscribable { closed: boolean; unsubscribe(): void; add(more: any): void; remove(other: Subscription): void }
    export interface Observer<T> { next: (value: T) => void; error: (error: any) => void; complete: () => void }
    export interface Subscriber<T> extends Subscription { next(value?: T): void; error(error?: any): void; complete(): void }
    export type ObservableInput<T> = Observable<T> | PromiseLike<T> | Iterable<T> | AsyncIterable<T>;
    export type ObservedValueOf<O> = O extends Observable<infer T> ? T : O extends ObservableInput<infer T> ? T : never;
    export type OperatorFunction<T, R> = (source: Observable<T>) => Observable<R>; export type MonoTypeOperatorFunction<T> = OperatorFunction<T, T>;
    type Op<T, R> = OperatorFunction<T, R>;
    export class Observable<T> {
        constructor(run?: (subscriber: Subscriber<T>) => any);
        source: Observable<any> | undefined;
        subscribe(observer?: Partial<Observer<T>> | ((value: T) => void) | null, error?: ((error: any) => void) | null, complete?: (() => void) | null): Subscription;
        forEach(each: (value: T) => void): Promise<void>; toPromise(): Promise<T | undefined>; pipe(): Observable<T>; pipe<A>(a: Op<T, A>): Observable<A>;
        pipe<A, B>(a: Op<T, A>, b: Op<A, B>): Observable<B>; pipe<A, B, C>(a: Op<T, A>, b: Op<A, B>, c: Op<B, C>): Observable<C>;
        pipe<A, B, C, D>(a: Op<T, A>, b: Op<A, B>, c: Op<B, C>, d: Op<C, D>): Observable<D>;
        pipe<A, B, C, D, E>(a: Op<T, A>, b: Op<A, B>, c: Op<B, C>, d: Op<C, D>, e: Op<D, E>): Observable<E>;
        pipe<A, B, C, D, E, F>(a: Op<T, A>, b: Op<A, B>, c: Op<B, C>, d: Op<C, D>, e: Op<D, E>, f: Op<E, F>, ...more: Op<any, any>[]): Observable<F>;
    }
    export class Subject<T> extends Observable<T> { closed: boolean; observed: boolean; next(value: T): void; error(error: any): void; complete(): void; unsubscribe(): void; asObservable(): Observable<T> }
    export class BehaviorSubject<T> extends Subject<T> { constructor(value: T); readonly value: T; getValue(): T }
    export class ReplaySubject<T> extends Subject<T> { constructor(size?: number, time?: number) }
    export class AsyncSubject<T> extends Subject<T> {}
    type Observed<L> = { -readonly [K in keyof L]: ObservedValueOf<L[K]> };
    export function of<T>(...values: T[]): Observable<T>; export function from<O extends ObservableInput<any>>(input: O): Observable<ObservedValueOf<O>>;
    export function combineLatest<L extends readonly unknown[]>(inputs: readonly [...L]): Observable<Observed<L>>;
    export function combineLatest<M extends Record<string, ObservableInput<any>>>(inputs: M): Observable<Observed<M>>;
    export function forkJoin<L extends readonly unknown[]>(inputs: readonly [...L]): Observable<Observed<L>>;
    export function forkJoin<M extends Record<string, ObservableInput<any>>>(inputs: M): Observable<Observed<M>>;
    export function zip<L extends readonly unknown[]>(...inputs: L): Observable<Observed<L>>;
    export function merge<L extends readonly unknown[]>(...inputs: L): Observable<ObservedValueOf<L[number]>>;
    export { merge as concat, merge as race };
    export function defer<O extends ObservableInput<any>>(make: () => O): Observable<ObservedValueOf<O>>;
    export function fromEvent<T = any>(target: any, event: string, options?: any): Observable<T>; export function interval(ms?: number): Observable<number>;
    export function timer(due: number | Date, ms?: number): Observable<number>; export function throwError(error: any): Observable<never>;
    export function firstValueFrom<T>(source: Observable<T>, config?: any): Promise<T>; export function lastValueFrom<T>(source: Observable<T>, config?: any): Promise<T>;
    export function isObservable(value: any): value is Observable<unknown>;
    export const EMPTY: Observable<never>, NEVER: Observable<never>, asyncScheduler: any, animationFrameScheduler: any;
    export function map<T, R>(each: (value: T, index: number) => R): Op<T, R>; export function filter<T, S extends T>(test: (value: T, index: number) => value is S): Op<T, S>;
    export function filter<T>(test: (value: T, index: number) => unknown): Op<T, T>; export function tap<T>(run?: ((value: T) => void) | Partial<Observer<T>>): Op<T, T>;
    export function switchMap<T, O extends ObservableInput<any>>(each: (value: T, index: number) => O): Op<T, ObservedValueOf<O>>;
    export { switchMap as mergeMap, switchMap as concatMap, switchMap as exhaustMap };
    export function catchError<T, O extends ObservableInput<any>>(handle: (error: any, caught: Observable<T>) => O): Op<T, T | ObservedValueOf<O>>;
    export function scan<T, A>(step: (sum: A, value: T, index: number) => A, start: A): Op<T, A>;
    export { scan as reduce };
    export function withLatestFrom<T, L extends readonly unknown[]>(...inputs: L): Op<T, [T, ...Observed<L>]>; export function startWith<T, D>(...values: D[]): Op<T, T | D>;
    export function pairwise<T>(): Op<T, [T, T]>; export function toArray<T>(): Op<T, T[]>;
    export function distinctUntilChanged<T>(same?: (before: T, now: T) => boolean, key?: any): Op<T, T>; export function debounceTime<T>(ms: number): Op<T, T>;
    export { debounceTime as throttleTime, debounceTime as auditTime, debounceTime as delay, debounceTime as take, debounceTime as skip, debounceTime as timeout };
    export function takeUntil<T>(until: ObservableInput<any>): Op<T, T>; export function takeWhile<T>(test: (value: T, index: number) => boolean, inclusive?: boolean): Op<T, T>;
    export function first<T>(test?: ((value: T) => boolean) | null, preset?: any): Op<T, T>;
    export { first as last, first as find };
    export function finalize<T>(run: () => void): Op<T, T>; export function share<T>(options?: any): Op<T, T>;
    export { share as shareReplay, share as retry, share as observeOn, share as repeat };
    export function groupBy<T, K>(key: (value: T) => K): Op<T, Observable<T> & { key: K }>;
}
declare module 'rxjs/operators' { export * from 'rxjs' } declare module 'clsx' { export function clsx(...parts: any[]): string; export default clsx }
declare module 'classnames' { export default function classNames(...parts: any[]): string }
declare module 'uuid' { export function v1(): string; export function v4(options?: any): string; export function v7(): string; export function validate(text: string): boolean }
declare module 'dayjs' {
    function dayjs(date?: any, ...rest: any[]): dayjs.Dayjs;
    namespace dayjs {
        type ConfigType = string | number | Date | Dayjs | null | undefined;
        interface Dayjs {
            add(count: number, unit?: string): Dayjs; subtract(count: number, unit?: string): Dayjs; startOf(unit: string): Dayjs; endOf(unit: string): Dayjs; locale(name: string): Dayjs; set(unit: string, to: number): Dayjs;
            clone(): Dayjs; utc(): Dayjs; local(): Dayjs; tz(zone?: string): Dayjs; format(template?: string): string; toISOString(): string; toJSON(): string; fromNow(short?: boolean): string; toDate(): Date;
            diff(other?: ConfigType, unit?: string, exact?: boolean): number; valueOf(): number; unix(): number; get(unit: string): number; isValid(): boolean; isBefore(other?: ConfigType, unit?: string): boolean;
            isAfter(other?: ConfigType, unit?: string): boolean; isSame(other?: ConfigType, unit?: string): boolean; year(): number; month(): number; date(): number; day(): number; hour(): number; minute(): number; second(): number;
        }
        function extend(plugin: any, options?: any): any; function locale(name?: any): string; function unix(time: number): Dayjs; function isDayjs(value: any): value is Dayjs;
        const utc: any, tz: any, duration: any;
    }
    export default dayjs;
    export import Dayjs = dayjs.Dayjs; export import ConfigType = dayjs.ConfigType;
}

// Svelte and Vue.

declare module 'svelte' {
    export class SvelteComponent<P = any, E = any, S = any> { constructor(options: { target: any; props?: P; [option: string]: any }); $set(props: Partial<P>): void; $on(event: string, run: any): () => void; $destroy(): void }
    export type Component<P = any, X = any> = { (internals: any, props: P): X; readonly props?: P };
    export type ComponentProps<C> = C extends SvelteComponent<infer P> ? P : C extends abstract new (...args: any) => SvelteComponent<infer P> ? P : C extends Component<infer P> ? P : never;
    export type ComponentType<C = SvelteComponent> = new (options: any) => C;
    export interface Snippet<A extends unknown[] = []> { (...args: A): any }
    export interface EventDispatcher<M> { <K extends keyof M & string>(type: K, detail?: M[K], options?: any): boolean }
    export function createEventDispatcher<M = any>(): EventDispatcher<M>; export function getContext<T = any>(key: any): T; export function setContext<T>(key: any, context: T): T;
    export function onMount(run: () => any): void; export function onDestroy(run: () => any): void; export function tick(): Promise<void>;
    export function untrack<T>(run: () => T): T; export function mount(component: any, options: any): any;
}
declare module 'svelte/store' {
    export interface Readable<T> { subscribe(run: (value: T) => void, invalidate?: any): () => void }
    export interface Writable<T> extends Readable<T> { set(value: T): void; update(change: (value: T) => T): void }
    export type Updater<T> = (value: T) => T;
    type StoresValues<S> = S extends Readable<infer T> ? T : { [K in keyof S]: S[K] extends Readable<infer T> ? T : never };
    export function writable<T>(value?: T, start?: (set: (value: T) => void, update: (change: Updater<T>) => void) => void | (() => void)): Writable<T>;
    export function readable<T>(value?: T, start?: (set: (value: T) => void, update: (change: Updater<T>) => void) => void | (() => void)): Readable<T>;
    type Stores = Readable<any> | [Readable<any>, ...Readable<any>[]] | Readable<any>[];
    export function derived<S extends Stores, T>(stores: S, compute: (values: StoresValues<S>) => T, initial?: T): Readable<T>;
    export function derived<S extends Stores, T>(stores: S, compute: (values: StoresValues<S>, set: (value: T) => void, update?: any) => any, initial?: T): Readable<T>;
    export function get<T>(store: Readable<T>): T; export function readonly<T>(store: Readable<T>): Readable<T>;
}
declare function $state<T>(initial: T): T; declare function $state<T>(): T | undefined;
declare namespace $state { function raw<T>(initial: T): T; function snapshot<T>(value: T): T }
declare function $derived<T>(value: T): T;
declare namespace $derived { function by<T>(compute: () => T): T }
declare function $effect(run: () => any): void;
declare namespace $effect { function pre(run: () => any): void; function root(run: () => any): () => void }
declare function $props<P = any>(): P; declare function $bindable<T>(preset?: T): T;
declare module 'vue' {
    export interface Ref<T = any, S = T> { value: T; readonly __v_isRef?: true } export interface ShallowRef<T = any> extends Ref<T> { readonly shallow?: true }
    export interface ComputedRef<T = any> extends Ref<T> { readonly value: T } export interface WritableComputedRef<T> extends Ref<T> {}
    export type MaybeRef<T = any> = T | Ref<T>; export type MaybeRefOrGetter<T = any> = T | Ref<T> | (() => T); export type ToRef<T> = T extends Ref<any> ? T : Ref<T>;
    export type ToRefs<T> = { [K in keyof T]: ToRef<T[K]> }; export type UnwrapRef<T> = T extends Ref<infer V> ? V : T;
    export type ShallowUnwrapRef<T> = { [K in keyof T]: UnwrapRef<T[K]> };
    export type UnwrapNestedRefs<T> = T extends Ref<any> | readonly any[] | Map<any, any> | Set<any> | LibAnyFunction ? T : { [K in keyof T]: UnwrapRef<T[K]> };
    export type Reactive<T> = UnwrapNestedRefs<T>;
    export function ref<T>(value: T): Ref<UnwrapRef<T>>; export function ref<T = any>(): Ref<T | undefined>; export function shallowRef<T>(value: T): ShallowRef<UnwrapRef<T>>;
    export function shallowRef<T = any>(): ShallowRef<T | undefined>;
    export function customRef<T>(make: (track: () => void, trigger: () => void) => { get(): T; set(value: T): void }): Ref<T>;
    export function computed<T>(get: (previous?: T) => T, debug?: any): ComputedRef<T>;
    export function computed<T>(options: { get: (previous?: T) => T; set: (value: any) => void }): WritableComputedRef<T>;
    export function reactive<T extends object>(target: T): UnwrapNestedRefs<T>; export function shallowReactive<T extends object>(target: T): T;
    export function readonly<T extends object>(target: T): Readonly<UnwrapNestedRefs<T>>; export function toRaw<T>(value: T): T; export function markRaw<T>(value: T): T;
    export function toRef<T extends object, K extends keyof T>(object: T, key: K): ToRef<T[K]>; export function toRef<T>(source: () => T): Readonly<Ref<T>>;
    export function toRefs<T extends object>(object: T): ToRefs<T>; export function toValue<T>(source: MaybeRefOrGetter<T>): T; export function unref<T>(ref: T | Ref<T>): T;
    export function isRef<T>(value: Ref<T> | unknown): value is Ref<T>;
    export type WatchSource<T = any> = Ref<T> | (() => T);
    type Watched<S> = S extends WatchSource<infer T> ? T : S; type Watch<N, O> = (now: N, before: O, cleanup: (run: () => void) => void) => any;
    export type WatchStopHandle = { (): void; pause(): void; resume(): void; stop(): void };
    export function watch<L extends readonly (WatchSource<any> | object)[]>(sources: readonly [...L], run: Watch<{ [I in keyof L]: Watched<L[I]> }, { [I in keyof L]: Watched<L[I]> }>, options?: LibSetting): WatchStopHandle;
    export function watch<T>(source: WatchSource<T>, run: Watch<T, T>, options?: LibSetting): WatchStopHandle;
    export function watch<T extends object>(source: T, run: Watch<T, T>, options?: LibSetting): WatchStopHandle;
    export function watchEffect(run: (cleanup: (run: () => void) => void) => any, options?: LibSetting): WatchStopHandle;
    export { watchEffect as watchPostEffect };
    export function onMounted(run: () => any): void;
    export { onMounted as onBeforeMount, onMounted as onBeforeUnmount, onMounted as onUnmounted, onMounted as onUpdated, onMounted as onBeforeUpdate, onMounted as onActivated, onMounted as onDeactivated, onMounted as onScopeDispose };
    export function nextTick<T = void>(run?: () => T): Promise<Awaited<T>>;
    export interface InjectionKey<T> extends Symbol { readonly provided?: T }
    export function provide<T>(key: InjectionKey<T> | string | number, value: T): void; export function inject<T>(key: InjectionKey<T> | string): T | undefined;
    export function inject<T>(key: InjectionKey<T> | string, preset: T | (() => T), factory?: boolean): T;
    type PropMaker<T> = { new (...args: any[]): T & {} } | { (): T };
    export type PropType<T> = PropMaker<T> | PropMaker<T>[];
    type PropOf<P> = P extends null | true ? any : P extends { type: infer T } ? PropOf<T> : P extends BooleanConstructor ? boolean : P extends StringConstructor ? string : P extends NumberConstructor ? number
        : P extends DateConstructor ? Date : P extends (infer I)[] ? PropOf<I> : P extends PropMaker<infer T> ? T : any;
    export type ExtractPropTypes<P> = P extends readonly (infer N)[] ? { [K in N & string]: any } : { [K in keyof P]: PropOf<P[K]> };
    export { ExtractPropTypes as ExtractPublicPropTypes };
    export interface ComponentPublicInstance { $el: any; $refs: any; $emit: (event: string, ...args: any[]) => void; $slots: any; $attrs: any; $props: any; $root: any; $parent: any; $options: any; $router: any; $route: any; $nextTick(run?: any): Promise<void>; $watch: any; $forceUpdate(): void }
    export interface SetupContext<E = any> { attrs: any; slots: any; emit: (event: any, ...args: any[]) => void; expose(exposed?: any): void }
    type ComputedOf<C> = { [K in keyof C]: C[K] extends { get: () => infer T } ? T : C[K] extends () => infer T ? T : any };
    export interface DefineComponent<P = any, B = any> { new (...args: any[]): P & B & ComponentPublicInstance & { $props: P }; name?: string; props?: any; install?: any }
    export type Component<P = any> = DefineComponent<P> | ((props: P, context: any) => any) | { setup?: any; render?: any; [option: string]: any };
    export function defineComponent<P, E>(setup: (props: P, context: SetupContext<E>) => any, options?: LibSetting): DefineComponent<P>;
    export function defineComponent<P = {}, B = {}, D = {}, C extends Record<string, any> = {}, M extends Record<string, LibAnyFunction> = {}>(
        options: {
            props?: P; setup?: (props: ExtractPropTypes<P>, context: SetupContext) => B | Promise<B>; data?: (props: ExtractPropTypes<P>) => D; computed?: C; methods?: M; name?: string;
            components?: any; emits?: any; watch?: any; directives?: any; mixins?: any; extends?: any; inheritAttrs?: boolean; render?: any; template?: string; [option: string]: any;
        } & ThisType<ExtractPropTypes<P> & ShallowUnwrapRef<B> & D & ComputedOf<C> & M & ComponentPublicInstance>,
    ): DefineComponent<ExtractPropTypes<P>, ShallowUnwrapRef<B> & D & ComputedOf<C> & M>;
    export function defineAsyncComponent<C>(load: any): C;
    export interface App { use(plugin: any, ...options: any[]): this; mount(root: any): any; unmount(): void; provide(key: any, value: any): this; component(name: string, component?: any): any; directive(name: string, directive?: any): any; config: any }
    export function createApp(root: any, props?: any): App;
    export interface VNode { type: any; props: any; children: any; key: any; el: any }
    export function h(type: any, ...rest: any[]): VNode; export function useTemplateRef<T = any>(name: string): Readonly<Ref<T | null>>; export function getCurrentInstance(): any;
    export const Transition: any, TransitionGroup: any, KeepAlive: any, Teleport: any, Suspense: any, Fragment: any;
}
type LibVueEmit<E> = E extends LibAnyFunction ? E : E extends readonly (infer N)[] ? (event: N, ...args: any[]) => void
    : <K extends keyof E>(event: K, ...args: E[K] extends any[] ? E[K] : E[K] extends (...args: infer A) => any ? A : any[]) => void;
declare function defineProps<T>(): T; declare function defineProps<const P>(props: P): import('vue').ExtractPropTypes<P>;
declare function withDefaults<T>(props: T, defaults: { [K in keyof (T & {})]?: any }): T; declare function defineEmits<E>(): LibVueEmit<E>; declare function defineEmits<const E>(events: E): LibVueEmit<E>;
declare function defineModel<T>(name?: any, options?: any): import('vue').Ref<T>; declare function defineExpose(exposed?: any): void; declare function defineSlots<S>(): S;
declare function defineOptions(options: any): void;
declare module 'pinia' {
    import { Ref, UnwrapRef } from 'vue';
    export interface StoreBase<I, S> {
        $id: I; $state: S; $patch(change: Partial<S> | ((state: S) => any)): void; $reset(): void; $dispose(): void; $subscribe(run: (mutation: any, state: S) => void, options?: any): () => void;
        $onAction(run: (context: any) => void, detached?: boolean): () => void;
    }
    type Getters<S> = { [name: string]: (state: S) => any }; type GettersOf<G> = { readonly [K in keyof G]: G[K] extends (...args: any[]) => infer R ? R : any };
    export type Store<I = string, S = {}, G = {}, A = {}> = StoreBase<I, S> & S & GettersOf<G> & A;
    export interface StoreDefinition<I = string, S = {}, G = {}, A = {}> { (pinia?: any, hot?: any): Store<I, S, G, A>; $id: I }
    type SetupState<B> = { [K in keyof B]: UnwrapRef<B[K]> };
    export function defineStore<I extends string, B>(id: I, setup: () => B, options?: any): { (pinia?: any): StoreBase<I, SetupState<B>> & SetupState<B>; $id: I };
    export function defineStore<I extends string, S extends object = {}, G extends Getters<S> = {}, A = {}>(
        id: I, options: { state?: () => S; getters?: G & Getters<S> & ThisType<S & GettersOf<G> & StoreBase<I, S>>; actions?: A & ThisType<A & S & GettersOf<G> & StoreBase<I, S>>; [option: string]: any },
    ): StoreDefinition<I, S, G, A>;
    export function defineStore<I extends string, S extends object = {}, G extends Getters<S> = {}, A = {}>(
        options: { id: I; state?: () => S; getters?: G & Getters<S> & ThisType<S & GettersOf<G> & StoreBase<I, S>>; actions?: A & ThisType<A & S & GettersOf<G> & StoreBase<I, S>>; [option: string]: any },
    ): StoreDefinition<I, S, G, A>;
    export function storeToRefs<S>(store: S): { [K in keyof S]: S[K] extends LibAnyFunction ? never : Ref<S[K]> }; export function createPinia(): any;
}
declare module 'vue-router' {
    export type RouteParams = Record<string, string | string[]>; export type LocationQuery = Record<string, string | null | (string | null)[]>;
    export interface RouteMeta extends Record<string | number | symbol, unknown> {}
    export interface RouteLocationNormalized { path: string; fullPath: string; hash: string; name: any; params: RouteParams; query: LocationQuery; meta: RouteMeta; matched: any[]; redirectedFrom?: any }
    export { RouteLocationNormalized as RouteLocation, RouteLocationNormalized as RouteLocationNormalizedLoaded };
    export type RouteLocationRaw = string | { path?: string; name?: any; params?: any; query?: any; hash?: string; replace?: boolean; state?: any };
    export interface RouteRecordRaw { path: string; name?: any; component?: any; components?: any; children?: RouteRecordRaw[]; redirect?: any; props?: any; meta?: RouteMeta; beforeEnter?: any; alias?: any }
    export type NavigationGuardNext = (to?: any) => void;
    export type NavigationGuard = (to: RouteLocationNormalized, from: RouteLocationNormalized, next: NavigationGuardNext) => any;
    export interface Router {
        readonly currentRoute: { value: RouteLocationNormalized }; push(to: RouteLocationRaw): Promise<any>; replace(to: RouteLocationRaw): Promise<any>; back(): void; forward(): void; go(by: number): void;
        resolve(to: RouteLocationRaw): RouteLocationNormalized & { href: string }; beforeEach(guard: NavigationGuard): () => void; afterEach(run: (to: RouteLocationNormalized, from: RouteLocationNormalized) => any): () => void;
        isReady(): Promise<void>; addRoute(...args: any[]): () => void; hasRoute(name: any): boolean; getRoutes(): any[]; onError(run: any): () => void; install(app: any): void;
    }
    export function createRouter(options: { history: any; routes: readonly RouteRecordRaw[]; [option: string]: any }): Router; export function createWebHistory(base?: string): any;
    export function createWebHashHistory(base?: string): any; export function useRoute(name?: any): RouteLocationNormalized; export function useRouter(): Router;
    export function onBeforeRouteLeave(guard: NavigationGuard): void;
    export const RouterLink: any, RouterView: any;
}

// Servers.

declare namespace Express { interface Request {} interface Response {} interface Application {} interface Locals {} interface User {} }
declare module 'express' {
    import * as self from 'express'; import { IncomingMessage, Server, ServerResponse } from 'http';
    export interface ParamsDictionary { [name: string]: string }
    export interface Request<P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>> extends IncomingMessage, Express.Request {
        params: P; body: Req; query: Q; res?: Response<Res, L>; app: Application; baseUrl: string; originalUrl: string; path: string; hostname: string; ip?: string; protocol: string; secure: boolean; method: string; url: string; cookies: any;
        signedCookies: any; route: any; xhr: boolean; get(name: string): string | undefined; header(name: string): string | undefined; accepts(...types: string[]): any; is(type: string): any;
    }
    export interface Response<Res = any, L = Record<string, any>> extends ServerResponse, Express.Response {
        locals: L & Express.Locals; app: Application; status(code: number): this; sendStatus(code: number): this; json(body?: Res): this; send(body?: Res): this; jsonp(body?: Res): this; set(name: any, value?: any): this; header(name: any, value?: any): this;
        type(type: string): this; cookie(name: string, value: any, options?: any): this; clearCookie(name: string, options?: any): this; redirect(...to: any[]): void; render(view: string, ...rest: any[]): void; sendFile(path: string, ...rest: any[]): void;
        download(path: string, ...rest: any[]): void; get(name: string): string | undefined; format(by: any): this; vary(field: string): this; append(name: string, value?: any): this; location(url: string): this; attachment(name?: string): this;
    }
    export interface NextFunction { (error?: any): void }
    export interface RequestHandler<P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>> { (request: Request<P, Res, Req, Q, L>, response: Response<Res, L>, next: NextFunction): any }
    export interface ErrorRequestHandler<P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>> { (error: any, request: Request<P, Res, Req, Q, L>, response: Response<Res, L>, next: NextFunction): any }
    type Handlers<P, Res, Req, Q, L> = RequestHandler<P, Res, Req, Q, L> | RequestHandler<P, Res, Req, Q, L>[];
    interface Match { <P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>>(path: string | RegExp | (string | RegExp)[], ...handlers: Handlers<P, Res, Req, Q, L>[]): any }
    interface Use { (...handlers: (RequestHandler | RequestHandler[])[]): any; (path: string | RegExp | string[], ...handlers: any[]): any; (handler: ErrorRequestHandler): any }
    export interface IRouter extends RequestHandler { get: Match; post: Match; put: Match; patch: Match; delete: Match; options: Match; head: Match; all: Match; use: Use; param(name: string, run: any): this; route(path: string): any; stack: any[] }
    export interface Router extends IRouter {}
    export interface Application extends Express.Application, Omit<IRouter, 'get'> { get: Match & ((name: string) => any); listen(...args: any[]): Server; set(name: string, value: any): this; enable(name: string): this; disable(name: string): this; engine(ext: string, run: any): this; locals: any }
    export interface Express extends Application { (request: any, response: any): any }
    export function Router(options?: any): Router; export function json(options?: any): RequestHandler; export function urlencoded(options?: any): RequestHandler;
    export function raw(options?: any): RequestHandler; export function text(options?: any): RequestHandler;
    function files(root: string, options?: any): RequestHandler;
    export { files as static };
    function express(): Express;
    namespace express {
        type Request<P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>> = self.Request<P, Res, Req, Q, L>;
        type Response<Res = any, L = Record<string, any>> = self.Response<Res, L>; type NextFunction = self.NextFunction;
        type RequestHandler<P = ParamsDictionary, Res = any, Req = any, Q = any, L = Record<string, any>> = self.RequestHandler<P, Res, Req, Q, L>;
        type ErrorRequestHandler = self.ErrorRequestHandler; type Application = self.Application; type Express = self.Express; type Router = self.Router;
        const Router: typeof self.Router, json: typeof self.json, urlencoded: typeof self.urlencoded, raw: typeof self.raw, text: typeof self.text;
        var static: typeof files;
    }
    export default express;
}
declare module 'koa' {
    import { IncomingMessage, Server, ServerResponse } from 'http';
    namespace Koa {
        interface DefaultState { [name: string]: any } interface DefaultContext { [name: string]: any }
        interface Request { method: string; url: string; path: string; query: any; querystring: string; headers: any; header: any; body?: any; ip: string; host: string; get(name: string): string }
        interface Response { status: number; body: any; headers: any; type: string; message: string; set(name: any, value?: any): void }
        interface BaseContext extends Omit<Request, 'body'>, Omit<Response, 'headers' | 'type'> { request: Request; response: Response; req: IncomingMessage; res: ServerResponse; app: any; params: any; cookies: any; throw(...args: any[]): never; redirect(url: string): void; type: string }
        type ParameterizedContext<S = DefaultState, C = DefaultContext, B = any> = BaseContext & { state: S; body: B } & C; type Context = ParameterizedContext;
        type Next = () => Promise<any>;
        type Middleware<S = DefaultState, C = DefaultContext, B = any> = (context: ParameterizedContext<S, C, B>, next: Next) => any;
    }
    class Koa<S = Koa.DefaultState, C = Koa.DefaultContext> {
        constructor(options?: any);
        context: any; env: string; proxy: boolean; use<MS = S, MC = C>(middleware: Koa.Middleware<MS, MC>): Koa<MS, MC>; listen(...args: any[]): Server; callback(): (request: any, response: any) => Promise<void>; on(event: string, run: any): this;
    }
    export default Koa;
    export import Context = Koa.Context; export import Next = Koa.Next; export import Middleware = Koa.Middleware; export import ParameterizedContext = Koa.ParameterizedContext;
}

// Tests.

declare module 'vitest' {
    type Fn = LibAnyFunction;
    export interface MockContext<F extends Fn> { calls: Parameters<F>[]; lastCall?: Parameters<F>; results: { type: 'return' | 'throw' | 'incomplete'; value: ReturnType<F> }[]; instances: any[]; contexts: any[]; invocationCallOrder: number[] }
    export interface MockInstance<F extends Fn = Fn> {
        mock: MockContext<F>; mockClear(): this; mockReset(): this; mockRestore(): void; mockName(name: string): this; getMockName(): string; getMockImplementation(): F | undefined; mockReturnThis(): this;
        mockImplementation(run: F): this; mockImplementationOnce(run: F): this; mockReturnValue(value: ReturnType<F>): this; mockReturnValueOnce(value: ReturnType<F>): this; mockResolvedValue(value: Awaited<ReturnType<F>>): this;
        mockResolvedValueOnce(value: Awaited<ReturnType<F>>): this; mockRejectedValue(error: any): this; mockRejectedValueOnce(error: any): this;
    }
    export type Mock<F extends Fn = Fn> = MockInstance<F> & F & { new (...args: Parameters<F>): ReturnType<F> }; export type MockedFunction<F extends Fn> = Mock<F>;
    export type MockedObject<T> = { [K in keyof T]: T[K] extends Fn ? MockInstance<T[K]> & T[K] : T[K] };
    export type Mocked<T> = T extends Fn ? MockInstance<T> & T : MockedObject<T>;
    export type MockedClass<C extends abstract new (...args: any) => any> = MockInstance<(...args: ConstructorParameters<C>) => InstanceType<C>> & C;
    export { MockInstance as SpyInstance };
    type Each = { <T extends readonly any[]>(cases: readonly T[]): (name: string, run: (...args: T) => any, ms?: number) => void; <T>(cases: readonly T[]): (name: string, run: (value: T) => any, ms?: number) => void; (template: TemplateStringsArray, ...values: any[]): (name: string, run: (values: any) => any) => void };
    export interface TestAPI { (name: string, run?: (context: any) => any, options?: any): void; only: TestAPI; skip: TestAPI; todo(name: string): void; concurrent: TestAPI; fails: TestAPI; each: Each; skipIf(test: any): TestAPI; runIf(test: any): TestAPI; extend<X>(fixtures: any): TestAPI }
    export interface SuiteAPI { (name: any, run?: () => any, options?: any): void; only: SuiteAPI; skip: SuiteAPI; todo(name: string): void; each: Each; concurrent: SuiteAPI; skipIf(test: any): SuiteAPI; runIf(test: any): SuiteAPI }
    export interface ExpectStatic { <T = any>(value: T, message?: string): any; extend(matchers: any): void; any(of: any): any; anything(): any; objectContaining(part: any): any; arrayContaining(part: any): any; stringContaining(part: string): any; stringMatching(part: any): any; not: any; assertions(count: number): void; hasAssertions(): void; [matcher: string]: any }
    export interface VitestUtils {
        fn<F extends Fn = Fn>(run?: F): Mock<F>; spyOn<T extends object, K extends keyof T>(object: T, key: K, access?: 'get' | 'set'): MockInstance<T[K] extends Fn ? T[K] : Fn>; mocked<T>(item: T, deep?: any): Mocked<T>;
        mock(path: any, make?: any): void; doMock(path: any, make?: any): void; unmock(path: string): void; hoisted<T>(make: () => T): T; importActual<T = any>(path: string): Promise<T>; importMock<T = any>(path: string): Promise<Mocked<T>>; resetModules(): void;
        clearAllMocks(): void; resetAllMocks(): void; restoreAllMocks(): void; useFakeTimers(options?: any): this; useRealTimers(): this; setSystemTime(time: any): this; advanceTimersByTime(ms: number): this; advanceTimersByTimeAsync(ms: number): Promise<this>;
        runAllTimers(): this; runAllTimersAsync(): Promise<this>; runOnlyPendingTimers(): this; stubGlobal(name: string, value: any): this; stubEnv(name: string, value: any): this; unstubAllGlobals(): this; unstubAllEnvs(): this; waitFor<T>(run: () => T, options?: any): Promise<T>;
    }
    export const describe: SuiteAPI, suite: SuiteAPI, it: TestAPI, test: TestAPI, expect: ExpectStatic, vi: VitestUtils, assert: any, expectTypeOf: any;
    export function beforeEach(run: (context: any) => any, ms?: number): void;
    export { beforeEach as afterEach, beforeEach as beforeAll, beforeEach as afterAll, beforeEach as onTestFinished };
}
declare module '@jest/globals' {
    import * as tests from 'vitest';
    export { describe, it, test, expect, beforeEach, afterEach, beforeAll, afterAll } from 'vitest';
    interface JestUtils extends Omit<tests.VitestUtils, 'useFakeTimers' | 'useRealTimers'> { requireActual<T = any>(path: string): T; requireMock<T = any>(path: string): T; isolateModules(run: () => void): void; setTimeout(ms: number): this; useFakeTimers(options?: any): this; useRealTimers(): this; createMockFromModule<T>(path: string): T }
    export const jest: JestUtils;
    export namespace jest {
        type Mock<F extends LibAnyFunction = LibAnyFunction> = tests.Mock<F>; type Mocked<T> = tests.Mocked<T>; type MockedFunction<F extends LibAnyFunction> = tests.Mock<F>;
        type MockedClass<C extends abstract new (...args: any) => any> = tests.MockedClass<C>; type SpiedFunction<F extends LibAnyFunction> = tests.MockInstance<F>;
        type SpyInstance<F extends LibAnyFunction = LibAnyFunction> = tests.MockInstance<F>;
    }
}
declare var describe: import('vitest').SuiteAPI, suite: import('vitest').SuiteAPI, it: import('vitest').TestAPI, test: import('vitest').TestAPI, expect: import('vitest').ExpectStatic, vi: import('vitest').VitestUtils;
declare function beforeEach(run: (context: any) => any, ms?: number): void;
declare var afterEach: typeof beforeEach, beforeAll: typeof beforeEach, afterAll: typeof beforeEach;
// The global `jest` gives the result and the arguments of a mock, not its function.
declare namespace jest {
    type Fn = LibAnyFunction; type Mock<T = any, A extends any[] = any, C = any> = import('vitest').Mock<(...args: A) => T>; type Mocked<T> = import('vitest').Mocked<T> & T;
    type MockedFunction<F extends Fn> = import('vitest').MockedFunction<F>; type MockedClass<C extends abstract new (...args: any) => any> = import('vitest').MockedClass<C>;
    type SpyInstance<T = any, A extends any[] = any, C = any> = import('vitest').MockInstance<(...args: A) => T>;
    type MockInstance<T = any, A extends any[] = any, C = any> = SpyInstance<T, A>; type SpiedFunction<F extends Fn> = import('vitest').MockInstance<F>;
    function fn<T = any, A extends any[] = any>(run?: (...args: A) => T): Mock<T, A>;
    function spyOn<T extends object, K extends keyof T>(object: T, key: K, access?: 'get' | 'set'): import('vitest').MockInstance<T[K] extends Fn ? T[K] : Fn>;
    function mocked<T>(item: T, options?: any): Mocked<T>; function requireActual<T = any>(path: string): T;
    var mock: any, doMock: any, unmock: any, useFakeTimers: any, useRealTimers: any, setSystemTime: any, advanceTimersByTime: any, runAllTimers: any, runOnlyPendingTimers: any;
    var clearAllMocks: any, resetAllMocks: any, restoreAllMocks: any, resetModules: any, setTimeout: any, isolateModules: any;
}
