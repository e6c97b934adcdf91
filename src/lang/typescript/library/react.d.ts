// React 16 to 19. `react` exports each name, and all of them again as its default, so that every way to import it finds the same declarations.
// Components, hooks and events are typed in full; attributes as far as programs read them from props.

type LibBrowserEvent = Event; type LibBrowserMouseEvent = MouseEvent; type LibBrowserKeyboardEvent = KeyboardEvent; type LibBrowserPointerEvent = PointerEvent;
type LibBrowserDragEvent = DragEvent; type LibBrowserWheelEvent = WheelEvent; type LibBrowserTouchEvent = TouchEvent; type LibBrowserFocusEvent = FocusEvent;
type LibBrowserClipboardEvent = ClipboardEvent; type LibBrowserInputEvent = InputEvent;

declare module 'react' {
    import * as React from 'react';
    export default React;
    export const version: string;

    // What is rendered.

    export type Key = string | number | bigint;
    export type JSXElementConstructor<P> = ((props: P, context?: any) => ReactNode | Promise<ReactNode>) | (new (props: P, context?: any) => Component<any, any>);
    export interface ReactElement<P = any, T extends string | JSXElementConstructor<any> = string | JSXElementConstructor<any>> { type: T; props: P; key: string | null }
    export interface ReactPortal extends ReactElement { children: ReactNode }
    export type ReactNode = ReactElement | string | number | bigint | Iterable<ReactNode> | ReactPortal | boolean | null | undefined | Promise<any>;
    export type ReactChild = ReactElement | string | number; export type ReactText = string | number; export type ReactFragment = Iterable<ReactNode>;
    export interface Attributes { key?: Key | null } export interface RefAttributes<T> extends Attributes { ref?: Ref<T> }
    export interface ClassAttributes<T> extends RefAttributes<T> {}
    export type LegacyRef<T> = string | Ref<T>;
    export interface RefObject<T> { current: T } export interface MutableRefObject<T> { current: T }
    export type RefCallback<T> = (instance: T | null) => void | (() => void); export type Ref<T> = RefCallback<T> | RefObject<T | null> | RefObject<T> | null;
    export type ForwardedRef<T> = ((instance: T | null) => void) | MutableRefObject<T | null> | null; export type PropsWithChildren<P = unknown> = P & { children?: ReactNode };
    export type PropsWithRef<P> = P; export type PropsWithoutRef<P> = P extends any ? ('ref' extends keyof P ? Omit<P, 'ref'> : P) : P;

    // Components.

    export interface FunctionComponent<P = {}> {
        (props: P, context?: any): ReactNode | Promise<ReactNode>; propTypes?: any; contextTypes?: any; defaultProps?: Partial<P>; displayName?: string;
    }
    export type FC<P = {}> = FunctionComponent<P>; export type VFC<P = {}> = FunctionComponent<P>; export type VoidFunctionComponent<P = {}> = FunctionComponent<P>;
    export type SFC<P = {}> = FunctionComponent<P>;
    export interface ComponentClass<P = {}, S = any> {
        new (props: P, context?: any): Component<P, S>; propTypes?: any; contextType?: Context<any>; defaultProps?: Partial<P>; displayName?: string;
        getDerivedStateFromProps?(props: Readonly<P>, state: S): Partial<S> | null; getDerivedStateFromError?(error: any): Partial<S> | null;
    }
    export type ComponentType<P = {}> = ComponentClass<P> | FunctionComponent<P>; export type ElementType<P = any> = keyof JSX.IntrinsicElements | ComponentType<P>;
    export type ReactComponentElement<T extends ElementType> = ReactElement<ComponentProps<T>>; export type FunctionComponentElement<P> = ReactElement<P, FunctionComponent<P>>;
    export class Component<P = {}, S = {}, SS = any> {
        constructor(props: P, context?: any);
        static contextType?: Context<any>; readonly props: Readonly<P>; state: Readonly<S>; context: any; refs: { [name: string]: any };
        setState<K extends keyof S>(
            state: ((previous: Readonly<S>, props: Readonly<P>) => Pick<S, K> | S | null) | (Pick<S, K> | S | null),
            done?: () => void,
        ): void;
        forceUpdate(done?: () => void): void; render(): ReactNode; componentDidMount?(): void; componentDidUpdate?(previous: Readonly<P>, state: Readonly<S>, snapshot?: SS): void;
        componentWillUnmount?(): void; componentDidCatch?(error: Error, info: ErrorInfo): void;
        shouldComponentUpdate?(next: Readonly<P>, state: Readonly<S>, context: any): boolean; getSnapshotBeforeUpdate?(previous: Readonly<P>, state: Readonly<S>): SS | null;
        componentWillMount?(): void; componentWillReceiveProps?(next: Readonly<P>, context: any): void;
        componentWillUpdate?(next: Readonly<P>, state: Readonly<S>, context: any): void; UNSAFE_componentWillMount?(): void;
        UNSAFE_componentWillReceiveProps?(next: Readonly<P>, context: any): void; UNSAFE_componentWillUpdate?(next: Readonly<P>, state: Readonly<S>, context: any): void;
    }
    export class PureComponent<P = {}, S = {}, SS = any> extends Component<P, S, SS> {}
    export interface ErrorInfo { componentStack?: string | null; digest?: string | null }
    export interface ExoticComponent<P = {}> { (props: P): ReactNode; readonly $$typeof: symbol }
    export interface NamedExoticComponent<P = {}> extends ExoticComponent<P> { displayName?: string }
    export interface ForwardRefExoticComponent<P> extends NamedExoticComponent<P> { defaultProps?: Partial<P>; propTypes?: any }
    export type MemoExoticComponent<T extends ComponentType<any>> = NamedExoticComponent<ComponentPropsWithRef<T>> & { readonly type: T };
    export type LazyExoticComponent<T extends ComponentType<any>> = ExoticComponent<ComponentPropsWithRef<T>> & { readonly _result: T };
    export interface ForwardRefRenderFunction<T, P = {}> { (props: P, ref: ForwardedRef<T>): ReactNode; displayName?: string }
    export type ComponentProps<T extends keyof JSX.IntrinsicElements | JSXElementConstructor<any>> =
        T extends JSXElementConstructor<infer P> ? P : T extends keyof JSX.IntrinsicElements ? JSX.IntrinsicElements[T] : {};
    export type ComponentPropsWithRef<T extends ElementType> = ComponentProps<T>; export type ComponentPropsWithoutRef<T extends ElementType> = PropsWithoutRef<ComponentProps<T>>;
    export type CustomComponentPropsWithRef<T extends ComponentType> = ComponentProps<T>;
    type RefTarget<R> = R extends RefObject<infer I> ? NonNullable<I> : never;
    export type ComponentRef<T extends ElementType> = ComponentProps<T> extends { ref?: infer R } ? RefTarget<R> : never;
    export type ElementRef<T extends ElementType> = ComponentRef<T>;
    export function forwardRef<T, P = {}>(render: ForwardRefRenderFunction<T, P>): ForwardRefExoticComponent<PropsWithoutRef<P> & RefAttributes<T>>;
    export function memo<P extends object>(component: FunctionComponent<P>, same?: (before: Readonly<P>, after: Readonly<P>) => boolean): NamedExoticComponent<P>;
    export function memo<T extends ComponentType<any>>(
        component: T,
        same?: (before: Readonly<ComponentProps<T>>, after: Readonly<ComponentProps<T>>) => boolean,
    ): MemoExoticComponent<T>;
    export function lazy<T extends ComponentType<any>>(load: () => Promise<{ default: T }>): LazyExoticComponent<T>;
    export const Fragment: ExoticComponent<{ children?: ReactNode }>; export const StrictMode: ExoticComponent<{ children?: ReactNode }>;
    export const Suspense: ExoticComponent<SuspenseProps>; export const Profiler: ExoticComponent<ProfilerProps>;
    export interface SuspenseProps { children?: ReactNode; fallback?: ReactNode }
    export interface ProfilerProps { children?: ReactNode; id: string; onRender: (id: string, phase: string, actual: number, base: number, start: number, end: number) => void }

    // Making and walking over elements.

    export function createElement<P extends {}>(type: ElementType<P> | string, props?: (Attributes & P) | null, ...children: ReactNode[]): ReactElement<P>;
    export function cloneElement<P>(element: ReactElement<P>, props?: (Partial<P> & Attributes) | null, ...children: ReactNode[]): ReactElement<P>;
    export function createRef<T>(): RefObject<T | null>; export function isValidElement<P>(value: {} | null | undefined): value is ReactElement<P>;
    export const Children: {
        map<T, C>(children: C | readonly C[], each: (child: C, index: number) => T): T[]; forEach<C>(children: C | readonly C[], each: (child: C, index: number) => void): void;
        count(children: any): number; only<C>(children: C): C extends any[] ? never : C;
        toArray(children: ReactNode | ReactNode[]): Exclude<ReactNode, boolean | null | undefined>[];
    };

    // Context.

    export interface ProviderProps<T> { value: T; children?: ReactNode } export interface ConsumerProps<T> { children: (value: T) => ReactNode }
    export type Provider<T> = ExoticComponent<ProviderProps<T>>; export type Consumer<T> = ExoticComponent<ConsumerProps<T>>;
    export interface Context<T> extends Provider<T> { Provider: Provider<T>; Consumer: Consumer<T>; displayName?: string }
    export type ContextType<C extends Context<any>> = C extends Context<infer T> ? T : never;
    export function createContext<T>(preset: T): Context<T>;

    // Hooks.

    export type SetStateAction<S> = S | ((previous: S) => S); export type Dispatch<A> = (action: A) => void; export type DispatchWithoutAction = () => void;
    export type ActionDispatch<A extends any[]> = (...args: A) => void; export type Reducer<S, A> = (previous: S, action: A) => S;
    export type ReducerState<R extends Reducer<any, any>> = R extends Reducer<infer S, any> ? S : never;
    export type ReducerAction<R extends Reducer<any, any>> = R extends Reducer<any, infer A> ? A : never; export type DependencyList = readonly unknown[];
    export type EffectCallback = () => void | (() => void); export type TransitionFunction = () => void | Promise<void>;
    export type TransitionStartFunction = (run: TransitionFunction) => void;
    export function useState<S>(initial: S | (() => S)): [S, Dispatch<SetStateAction<S>>];
    export function useState<S = undefined>(): [S | undefined, Dispatch<SetStateAction<S | undefined>>];
    export function useReducer<S, A>(reducer: (previous: S, action: A) => S, initial: S): [S, Dispatch<A>];
    export function useReducer<S, I, A>(reducer: (previous: S, action: A) => S, from: I, make: (from: I) => S): [S, Dispatch<A>];
    export function useReducer<R extends Reducer<any, any>>(reducer: R, initial: ReducerState<R>): [ReducerState<R>, Dispatch<ReducerAction<R>>];
    export function useRef<T>(initial: T): MutableRefObject<T>; export function useRef<T>(initial: T | null): RefObject<T | null>;
    export function useRef<T = undefined>(initial?: undefined): MutableRefObject<T | undefined>; export function useMemo<T>(make: () => T, inputs: DependencyList | undefined): T;
    export function useCallback<F extends Function>(callback: F, inputs: DependencyList): F; export function useEffect(effect: EffectCallback, inputs?: DependencyList): void;
    export function useLayoutEffect(effect: EffectCallback, inputs?: DependencyList): void;
    export function useInsertionEffect(effect: EffectCallback, inputs?: DependencyList): void; export function useContext<T>(context: Context<T>): T;
    export function useImperativeHandle<T, R extends T>(ref: Ref<T> | undefined, make: () => R, inputs?: DependencyList): void;
    export function useDebugValue<T>(value: T, format?: (value: T) => any): void; export function useId(): string;
    export function useTransition(): [boolean, TransitionStartFunction]; export function startTransition(run: TransitionFunction): void;
    export function useDeferredValue<T>(value: T, initial?: T): T;
    export function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, snapshot: () => T, server?: () => T): T;
    export function useOptimistic<S>(state: S): [S, (action: SetStateAction<S>) => void];
    export function useOptimistic<S, A>(state: S, reduce: (state: S, action: A) => S): [S, (action: A) => void];
    export function useActionState<S>(action: (state: Awaited<S>) => S | Promise<S>, initial: Awaited<S>): [Awaited<S>, () => void, boolean];
    export function useActionState<S, P>(action: (state: Awaited<S>, payload: P) => S | Promise<S>, initial: Awaited<S>): [Awaited<S>, (payload: P) => void, boolean];
    export function useEffectEvent<F extends Function>(callback: F): F; export function use<T>(from: PromiseLike<T> | Context<T>): T;
    export function cache<F extends Function>(compute: F): F; export function act<T>(run: () => T): T;

    // Events. `currentTarget` is the element that the handler is on.

    export interface BaseSyntheticEvent<E = object, C = any, T = any> {
        nativeEvent: E; currentTarget: C; target: T; bubbles: boolean; cancelable: boolean; defaultPrevented: boolean; isTrusted: boolean; timeStamp: number; type: string;
        preventDefault(): void; isDefaultPrevented(): boolean; stopPropagation(): void; isPropagationStopped(): boolean; persist(): void;
    }
    export interface SyntheticEvent<T = Element, E = LibBrowserEvent> extends BaseSyntheticEvent<E, EventTarget & T, EventTarget> {}
    export interface UIEvent<T = Element, E = LibBrowserEvent> extends SyntheticEvent<T, E> { detail: number }
    interface Modified { altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; getModifierState(key: string): boolean }
    export interface MouseEvent<T = Element, E = LibBrowserMouseEvent> extends UIEvent<T, E>, Modified {
        button: number; buttons: number; clientX: number; clientY: number; pageX: number; pageY: number; screenX: number; screenY: number; movementX: number;
        movementY: number; relatedTarget: EventTarget | null;
    }
    export interface PointerEvent<T = Element> extends MouseEvent<T, LibBrowserPointerEvent> {
        pointerId: number; pointerType: 'mouse' | 'pen' | 'touch'; pressure: number; width: number; height: number; isPrimary: boolean;
    }
    export interface DragEvent<T = Element> extends MouseEvent<T, LibBrowserDragEvent> { dataTransfer: DataTransfer }
    export interface WheelEvent<T = Element> extends MouseEvent<T, LibBrowserWheelEvent> { deltaX: number; deltaY: number; deltaZ: number; deltaMode: number }
    export interface TouchEvent<T = Element> extends UIEvent<T, LibBrowserTouchEvent>, Modified { touches: TouchList; changedTouches: TouchList; targetTouches: TouchList }
    export interface KeyboardEvent<T = Element> extends UIEvent<T, LibBrowserKeyboardEvent>, Modified { key: string; code: string; keyCode: number; which: number; repeat: boolean }
    export interface FocusEvent<T = Element, R = Element> extends SyntheticEvent<T, LibBrowserFocusEvent> { relatedTarget: (EventTarget & R) | null; target: EventTarget & T }
    export interface ChangeEvent<T = Element> extends SyntheticEvent<T> { target: EventTarget & T } export interface FormEvent<T = Element> extends SyntheticEvent<T> {}
    export interface InvalidEvent<T = Element> extends SyntheticEvent<T> { target: EventTarget & T }
    export interface InputEvent<T = Element> extends SyntheticEvent<T, LibBrowserInputEvent> { data: string }
    export interface ClipboardEvent<T = Element> extends SyntheticEvent<T, LibBrowserClipboardEvent> { clipboardData: DataTransfer }
    export interface CompositionEvent<T = Element> extends SyntheticEvent<T> { data: string }
    export interface AnimationEvent<T = Element> extends SyntheticEvent<T> { animationName: string; elapsedTime: number }
    export interface TransitionEvent<T = Element> extends SyntheticEvent<T> { propertyName: string; elapsedTime: number }
    export interface ToggleEvent<T = Element> extends SyntheticEvent<T> { newState: 'open' | 'closed'; oldState: 'open' | 'closed' }
    export type EventHandler<E extends SyntheticEvent<any>> = { handle(event: E): void }['handle'];
    export type ReactEventHandler<T = Element> = EventHandler<SyntheticEvent<T>>; export type MouseEventHandler<T = Element> = EventHandler<MouseEvent<T>>;
    export type PointerEventHandler<T = Element> = EventHandler<PointerEvent<T>>; export type DragEventHandler<T = Element> = EventHandler<DragEvent<T>>;
    export type WheelEventHandler<T = Element> = EventHandler<WheelEvent<T>>; export type TouchEventHandler<T = Element> = EventHandler<TouchEvent<T>>;
    export type KeyboardEventHandler<T = Element> = EventHandler<KeyboardEvent<T>>; export type FocusEventHandler<T = Element> = EventHandler<FocusEvent<T>>;
    export type ChangeEventHandler<T = Element> = EventHandler<ChangeEvent<T>>; export type FormEventHandler<T = Element> = EventHandler<FormEvent<T>>;
    export type ClipboardEventHandler<T = Element> = EventHandler<ClipboardEvent<T>>; export type UIEventHandler<T = Element> = EventHandler<UIEvent<T>>;
    export type AnimationEventHandler<T = Element> = EventHandler<AnimationEvent<T>>; export type TransitionEventHandler<T = Element> = EventHandler<TransitionEvent<T>>;

    // Attributes.

    export interface CSSProperties { [property: string]: string | number | undefined }
    type Booleanish = boolean | 'true' | 'false';
    export interface AriaAttributes { [aria: `aria-${string}`]: any; [data: `data-${string}`]: any }
    export type AriaRole = string;
    export interface DOMAttributes<T> {
        children?: ReactNode; dangerouslySetInnerHTML?: { __html: string }; onLoad?: ReactEventHandler<T>; onError?: ReactEventHandler<T>; onSelect?: ReactEventHandler<T>;
        onCopy?: ClipboardEventHandler<T>; onCut?: ClipboardEventHandler<T>; onPaste?: ClipboardEventHandler<T>; onFocus?: FocusEventHandler<T>;
        onBlur?: FocusEventHandler<T>; onChange?: FormEventHandler<T>; onInput?: FormEventHandler<T>; onBeforeInput?: EventHandler<InputEvent<T>>;
        onReset?: FormEventHandler<T>; onSubmit?: FormEventHandler<T>; onInvalid?: FormEventHandler<T>; onKeyDown?: KeyboardEventHandler<T>;
        onKeyDownCapture?: KeyboardEventHandler<T>; onKeyUp?: KeyboardEventHandler<T>; onKeyPress?: KeyboardEventHandler<T>; onClick?: MouseEventHandler<T>;
        onClickCapture?: MouseEventHandler<T>; onAuxClick?: MouseEventHandler<T>; onContextMenu?: MouseEventHandler<T>; onDoubleClick?: MouseEventHandler<T>;
        onMouseDown?: MouseEventHandler<T>; onMouseUp?: MouseEventHandler<T>; onMouseMove?: MouseEventHandler<T>; onMouseEnter?: MouseEventHandler<T>;
        onMouseLeave?: MouseEventHandler<T>; onMouseOver?: MouseEventHandler<T>; onMouseOut?: MouseEventHandler<T>; onDrag?: DragEventHandler<T>;
        onDragStart?: DragEventHandler<T>; onDragEnd?: DragEventHandler<T>; onDragEnter?: DragEventHandler<T>; onDragLeave?: DragEventHandler<T>;
        onDragOver?: DragEventHandler<T>; onDrop?: DragEventHandler<T>; onTouchStart?: TouchEventHandler<T>; onTouchMove?: TouchEventHandler<T>;
        onTouchEnd?: TouchEventHandler<T>; onTouchCancel?: TouchEventHandler<T>; onPointerDown?: PointerEventHandler<T>; onPointerUp?: PointerEventHandler<T>;
        onPointerMove?: PointerEventHandler<T>; onPointerEnter?: PointerEventHandler<T>; onPointerLeave?: PointerEventHandler<T>; onPointerCancel?: PointerEventHandler<T>;
        onScroll?: UIEventHandler<T>; onWheel?: WheelEventHandler<T>; onAnimationStart?: AnimationEventHandler<T>; onAnimationEnd?: AnimationEventHandler<T>;
        onTransitionEnd?: TransitionEventHandler<T>; onCompositionStart?: EventHandler<CompositionEvent<T>>; onCompositionEnd?: EventHandler<CompositionEvent<T>>;
        onToggle?: EventHandler<ToggleEvent<T>>; onPlay?: ReactEventHandler<T>; onPause?: ReactEventHandler<T>; onEnded?: ReactEventHandler<T>;
        onTimeUpdate?: ReactEventHandler<T>; onLoadedMetadata?: ReactEventHandler<T>;
    }
    export interface HTMLAttributes<T> extends AriaAttributes, DOMAttributes<T> {
        id?: string; className?: string; style?: CSSProperties; title?: string; role?: AriaRole; tabIndex?: number; hidden?: boolean; lang?: string; dir?: string; slot?: string;
        draggable?: Booleanish; contentEditable?: Booleanish | 'inherit' | 'plaintext-only'; spellCheck?: Booleanish; autoFocus?: boolean; defaultValue?: any; nonce?: string;
        defaultChecked?: boolean; suppressHydrationWarning?: boolean; suppressContentEditableWarning?: boolean; color?: string; content?: string; inputMode?: string;
        accessKey?: string; translate?: 'yes' | 'no'; inert?: boolean; popover?: string;
    }
    export interface AnchorHTMLAttributes<T> extends HTMLAttributes<T> { href?: string; target?: string; rel?: string; download?: any; type?: string; referrerPolicy?: string }
    interface FieldAttributes<T> extends HTMLAttributes<T> {
        name?: string; value?: string | readonly string[] | number; disabled?: boolean; required?: boolean; readOnly?: boolean; placeholder?: string; form?: string;
        autoComplete?: string; minLength?: number; maxLength?: number; size?: number; onChange?: ChangeEventHandler<T>;
    }
    export interface ButtonHTMLAttributes<T> extends HTMLAttributes<T> {
        type?: 'submit' | 'reset' | 'button'; name?: string; value?: string | readonly string[] | number; disabled?: boolean; form?: string; formAction?: any;
    }
    export interface InputHTMLAttributes<T> extends FieldAttributes<T> {
        type?: string; checked?: boolean; accept?: string; alt?: string; capture?: any; list?: string; max?: number | string; min?: number | string; multiple?: boolean;
        pattern?: string; src?: string; step?: number | string; width?: number | string; height?: number | string;
    }
    export interface TextareaHTMLAttributes<T> extends FieldAttributes<T> { rows?: number; cols?: number; wrap?: string }
    export interface SelectHTMLAttributes<T> extends FieldAttributes<T> { multiple?: boolean }
    export interface OptionHTMLAttributes<T> extends HTMLAttributes<T> { value?: string | readonly string[] | number; label?: string; selected?: boolean; disabled?: boolean }
    export interface FormHTMLAttributes<T> extends HTMLAttributes<T> {
        action?: any; method?: string; name?: string; noValidate?: boolean; target?: string; autoComplete?: string; encType?: string;
    }
    export interface LabelHTMLAttributes<T> extends HTMLAttributes<T> { htmlFor?: string; form?: string }
    export interface ImgHTMLAttributes<T> extends HTMLAttributes<T> {
        src?: string; alt?: string; width?: number | string; height?: number | string; loading?: 'eager' | 'lazy'; srcSet?: string; sizes?: string; crossOrigin?: string; decoding?: string;
    }
    export interface MediaHTMLAttributes<T> extends HTMLAttributes<T> {
        src?: string; autoPlay?: boolean; controls?: boolean; loop?: boolean; muted?: boolean; playsInline?: boolean; preload?: string; crossOrigin?: string; poster?: string;
        width?: number | string; height?: number | string;
    }
    export type AudioHTMLAttributes<T> = MediaHTMLAttributes<T>; export type VideoHTMLAttributes<T> = MediaHTMLAttributes<T>;
    export interface IframeHTMLAttributes<T> extends HTMLAttributes<T> {
        src?: string; srcDoc?: string; width?: number | string; height?: number | string; allow?: string; sandbox?: string; name?: string; allowFullScreen?: boolean; loading?: string;
    }
    export interface CanvasHTMLAttributes<T> extends HTMLAttributes<T> { width?: number | string; height?: number | string }
    export interface LiHTMLAttributes<T> extends HTMLAttributes<T> { value?: string | number }
    export interface DialogHTMLAttributes<T> extends HTMLAttributes<T> { open?: boolean; onClose?: ReactEventHandler<T>; onCancel?: ReactEventHandler<T> }
    export interface DetailsHTMLAttributes<T> extends HTMLAttributes<T> { open?: boolean }
    export interface FieldsetHTMLAttributes<T> extends HTMLAttributes<T> { disabled?: boolean; name?: string }
    export interface TableHTMLAttributes<T> extends HTMLAttributes<T> { width?: number | string }
    export interface TdHTMLAttributes<T> extends HTMLAttributes<T> { colSpan?: number; rowSpan?: number; align?: string; width?: number | string; height?: number | string }
    export interface ThHTMLAttributes<T> extends TdHTMLAttributes<T> { scope?: string }
    export interface AllHTMLAttributes<T> extends Omit<InputHTMLAttributes<T>, never> { href?: string; rows?: number; cols?: number; htmlFor?: string; open?: boolean }
    export interface SVGAttributes<T> extends AriaAttributes, DOMAttributes<T> {
        id?: string; className?: string; style?: CSSProperties; role?: AriaRole; tabIndex?: number; width?: number | string; height?: number | string; viewBox?: string; fill?: string;
        stroke?: string; strokeWidth?: string | number; transform?: string; d?: string; x?: number | string; y?: number | string; r?: number | string; cx?: number | string;
        cy?: number | string; color?: string; opacity?: number | string; points?: string; [attribute: string]: any;
    }
    export interface SVGProps<T> extends SVGAttributes<T>, ClassAttributes<T> {} export interface HTMLProps<T> extends AllHTMLAttributes<T>, ClassAttributes<T> {}
    export type DetailedHTMLProps<A extends HTMLAttributes<T>, T> = ClassAttributes<T> & A;

    export namespace JSX {
        type ElementType = any;
        interface Element extends React.ReactElement<any, any> {} interface ElementClass extends Component<any, any> { render(): ReactNode }
        interface ElementAttributesProperty { props: {} } interface ElementChildrenAttribute { children: {} }
        type LibraryManagedAttributes<C, P> = C extends { defaultProps: infer D } ? Omit<P, keyof D & keyof P> & Partial<Pick<P, keyof D & keyof P>> : P;
        interface IntrinsicAttributes extends Attributes {} interface IntrinsicClassAttributes<T> extends ClassAttributes<T> {}
        type Tag<T> = DetailedHTMLProps<HTMLAttributes<T>, T>;
        type Containers = 'main' | 'section' | 'article' | 'nav' | 'header' | 'footer' | 'aside' | 'strong' | 'em' | 'b' | 'i' | 'u' | 's' | 'small' | 'code' | 'figure' | 'figcaption'
            | 'summary' | 'dl' | 'dt' | 'dd' | 'sup' | 'sub' | 'mark' | 'kbd' | 'address' | 'hgroup' | 'caption' | 'abbr' | 'cite' | 'ruby' | 'wbr' | 'samp' | 'hr' | 'br';
        type Drawings = 'g' | 'circle' | 'rect' | 'line' | 'polyline' | 'polygon' | 'text' | 'tspan' | 'defs' | 'ellipse' | 'clipPath' | 'linearGradient' | 'radialGradient' | 'stop'
            | 'mask' | 'use' | 'pattern' | 'filter' | 'foreignObject' | 'symbol' | 'marker' | 'image';
        interface IntrinsicElements extends Record<Containers, Tag<HTMLElement>>, Record<Drawings, SVGProps<SVGElement>> {
            a: DetailedHTMLProps<AnchorHTMLAttributes<HTMLAnchorElement>, HTMLAnchorElement>; audio: DetailedHTMLProps<AudioHTMLAttributes<HTMLAudioElement>, HTMLAudioElement>;
            body: Tag<HTMLBodyElement>; button: DetailedHTMLProps<ButtonHTMLAttributes<HTMLButtonElement>, HTMLButtonElement>;
            canvas: DetailedHTMLProps<CanvasHTMLAttributes<HTMLCanvasElement>, HTMLCanvasElement>;
            details: DetailedHTMLProps<DetailsHTMLAttributes<HTMLDetailsElement>, HTMLDetailsElement>;
            dialog: DetailedHTMLProps<DialogHTMLAttributes<HTMLDialogElement>, HTMLDialogElement>; div: Tag<HTMLDivElement>;
            fieldset: DetailedHTMLProps<FieldsetHTMLAttributes<HTMLFieldSetElement>, HTMLFieldSetElement>;
            form: DetailedHTMLProps<FormHTMLAttributes<HTMLFormElement>, HTMLFormElement>; h1: Tag<HTMLHeadingElement>; h2: Tag<HTMLHeadingElement>; h3: Tag<HTMLHeadingElement>;
            h4: Tag<HTMLHeadingElement>; h5: Tag<HTMLHeadingElement>; h6: Tag<HTMLHeadingElement>; html: Tag<HTMLHtmlElement>; head: Tag<HTMLHeadElement>;
            iframe: DetailedHTMLProps<IframeHTMLAttributes<HTMLIFrameElement>, HTMLIFrameElement>; img: DetailedHTMLProps<ImgHTMLAttributes<HTMLImageElement>, HTMLImageElement>;
            input: DetailedHTMLProps<InputHTMLAttributes<HTMLInputElement>, HTMLInputElement>; label: DetailedHTMLProps<LabelHTMLAttributes<HTMLLabelElement>, HTMLLabelElement>;
            li: DetailedHTMLProps<LiHTMLAttributes<HTMLLIElement>, HTMLLIElement>;
            ol: Tag<HTMLOListElement>; ul: Tag<HTMLUListElement>; p: Tag<HTMLParagraphElement>; pre: Tag<HTMLPreElement>; span: Tag<HTMLSpanElement>;
            option: DetailedHTMLProps<OptionHTMLAttributes<HTMLOptionElement>, HTMLOptionElement>; path: SVGProps<SVGPathElement>;
            select: DetailedHTMLProps<SelectHTMLAttributes<HTMLSelectElement>, HTMLSelectElement>; svg: SVGProps<SVGSVGElement>;
            table: DetailedHTMLProps<TableHTMLAttributes<HTMLTableElement>, HTMLTableElement>;
            tbody: Tag<HTMLTableSectionElement>; thead: Tag<HTMLTableSectionElement>; tfoot: Tag<HTMLTableSectionElement>; tr: Tag<HTMLTableRowElement>;
            td: DetailedHTMLProps<TdHTMLAttributes<HTMLTableCellElement>, HTMLTableCellElement>;
            th: DetailedHTMLProps<ThHTMLAttributes<HTMLTableCellElement>, HTMLTableCellElement>;
            textarea: DetailedHTMLProps<TextareaHTMLAttributes<HTMLTextAreaElement>, HTMLTextAreaElement>;
            video: DetailedHTMLProps<VideoHTMLAttributes<HTMLVideoElement>, HTMLVideoElement>; [tag: string]: any;
        }
    }
}
declare module 'react/jsx-runtime' {
    import * as React from 'react';
    export import JSX = React.JSX;
    export const Fragment: typeof React.Fragment;
    export function jsx(type: any, props: any, key?: React.Key): React.ReactElement; export function jsxs(type: any, props: any, key?: React.Key): React.ReactElement;
}
declare module 'react/jsx-dev-runtime' { export * from 'react/jsx-runtime'; }
declare module 'react-dom' {
    import * as ReactDOM from 'react-dom'; import { ReactNode, ReactPortal } from 'react';
    export default ReactDOM;
    export function createPortal(children: ReactNode, container: Element | DocumentFragment, key?: string | null): ReactPortal; export function flushSync<R>(run: () => R): R;
    export function findDOMNode(instance: any): Element | Text | null;
    export function render(element: ReactNode, container: Element | DocumentFragment | null, done?: () => void): any;
    export function hydrate(element: ReactNode, container: Element | DocumentFragment | null, done?: () => void): any;
    export function unmountComponentAtNode(container: Element | DocumentFragment): boolean; export function unstable_batchedUpdates<R>(run: () => R): R;
    export function useFormStatus(): { pending: boolean; data: FormData | null; method: string | null; action: any };
    export const version: string;
}
declare module 'react-dom/client' {
    import * as ReactDOMClient from 'react-dom/client'; import { ReactNode } from 'react';
    export default ReactDOMClient;
    export interface Root { render(children: ReactNode): void; unmount(): void }
    export function createRoot(container: Element | DocumentFragment, options?: any): Root;
    export function hydrateRoot(container: Element | Document, children: ReactNode, options?: any): Root;
}
// React by its name without an import, and the global JSX of React 16 to 18.
declare global { import React = require('react'); }
declare namespace JSX {
    type ReactElements = import('react').JSX.IntrinsicElements; type Element = import('react').JSX.Element; type ElementClass = import('react').JSX.ElementClass;
    interface ElementAttributesProperty { props: {} } interface ElementChildrenAttribute { children: {} } interface IntrinsicAttributes { key?: import('react').Key | null }
    interface IntrinsicElements extends ReactElements {}
}
