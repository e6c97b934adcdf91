// What a browser brings along, as far as programs hand their own types through it or read on from its results. A member that is missing here
// is not known to be missing there.

// Events.

interface EventListener { (event: Event): void } interface EventListenerObject { handleEvent(event: Event): void }
type EventListenerOrEventListenerObject = EventListener | EventListenerObject;
interface EventListenerOptions { capture?: boolean } interface AddEventListenerOptions extends EventListenerOptions { once?: boolean; passive?: boolean; signal?: AbortSignal }
interface EventTarget {
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void; dispatchEvent(event: Event): boolean;
}
declare var EventTarget: { new (): EventTarget; prototype: EventTarget };
// A target whose events have types.
interface LibTypedTarget<M> extends EventTarget {
    addEventListener<K extends keyof M>(type: K, listener: (this: this, event: M[K]) => any, options?: boolean | AddEventListenerOptions): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
    removeEventListener<K extends keyof M>(type: K, listener: (this: this, event: M[K]) => any, options?: boolean | EventListenerOptions): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}
interface EventInit { bubbles?: boolean; cancelable?: boolean; composed?: boolean }
interface Event {
    type: string; target: EventTarget | null; currentTarget: EventTarget | null; timeStamp: number;
    bubbles: boolean; cancelable: boolean; defaultPrevented: boolean; isTrusted: boolean;
    preventDefault(): void; stopPropagation(): void; stopImmediatePropagation(): void; composedPath(): EventTarget[];
}
interface UIEvent extends Event { detail: number; view: Window | null } interface LibModifiers { altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }
interface MouseEvent extends UIEvent, LibModifiers {
    button: number; buttons: number; clientX: number; clientY: number; pageX: number; pageY: number; screenX: number; screenY: number; offsetX: number; offsetY: number;
    movementX: number; movementY: number; relatedTarget: EventTarget | null;
}
interface PointerEvent extends MouseEvent { pointerId: number; pointerType: string; pressure: number; width: number; height: number; isPrimary: boolean }
interface WheelEvent extends MouseEvent { deltaX: number; deltaY: number; deltaZ: number; deltaMode: number }
interface DragEvent extends MouseEvent { dataTransfer: DataTransfer | null }
interface KeyboardEvent extends UIEvent, LibModifiers { key: string; code: string; keyCode: number; repeat: boolean; isComposing: boolean }
interface Touch { identifier: number; target: EventTarget; clientX: number; clientY: number; pageX: number; pageY: number; screenX: number; screenY: number }
interface TouchList extends ArrayLike<Touch> { item(index: number): Touch | null; [Symbol.iterator](): ArrayIterator<Touch> }
interface TouchEvent extends UIEvent, LibModifiers { touches: TouchList; changedTouches: TouchList; targetTouches: TouchList }
interface FocusEvent extends UIEvent { relatedTarget: EventTarget | null } interface InputEvent extends UIEvent { data: string | null; inputType: string; isComposing: boolean }
interface CompositionEvent extends UIEvent { data: string } interface ClipboardEvent extends Event { clipboardData: DataTransfer | null }
interface AnimationEvent extends Event { animationName: string; elapsedTime: number } interface TransitionEvent extends Event { propertyName: string; elapsedTime: number }
interface SubmitEvent extends Event { submitter: HTMLElement | null } interface FormDataEvent extends Event { formData: FormData }
interface ToggleEvent extends Event { newState: string; oldState: string }
interface ProgressEvent<T extends EventTarget = EventTarget> extends Event { target: T | null; loaded: number; total: number; lengthComputable: boolean }
interface ErrorEvent extends Event { message: string; filename: string; lineno: number; colno: number; error: any }
interface PromiseRejectionEvent extends Event { promise: Promise<any>; reason: any }
interface MessageEvent<T = any> extends Event { data: T; origin: string; lastEventId: string; source: Window | MessagePort | null; ports: readonly MessagePort[] }
interface CloseEvent extends Event { code: number; reason: string; wasClean: boolean }
interface StorageEvent extends Event { key: string | null; newValue: string | null; oldValue: string | null; storageArea: Storage | null }
interface PopStateEvent extends Event { state: any } interface HashChangeEvent extends Event { newURL: string; oldURL: string }
interface BeforeUnloadEvent extends Event { returnValue: any } interface MediaQueryListEvent extends Event { matches: boolean; media: string }
interface CustomEvent<T = any> extends Event { detail: T } interface LibMakeEvent<E> { new (type: string, init?: any): E; prototype: E }
declare var Event: LibMakeEvent<Event>, UIEvent: LibMakeEvent<UIEvent>, MouseEvent: LibMakeEvent<MouseEvent>, PointerEvent: LibMakeEvent<PointerEvent>;
declare var WheelEvent: LibMakeEvent<WheelEvent>, DragEvent: LibMakeEvent<DragEvent>, KeyboardEvent: LibMakeEvent<KeyboardEvent>;
declare var TouchEvent: LibMakeEvent<TouchEvent>, FocusEvent: LibMakeEvent<FocusEvent>, InputEvent: LibMakeEvent<InputEvent>;
declare var ClipboardEvent: LibMakeEvent<ClipboardEvent>, SubmitEvent: LibMakeEvent<SubmitEvent>, ProgressEvent: LibMakeEvent<ProgressEvent>;
declare var ErrorEvent: LibMakeEvent<ErrorEvent>, CloseEvent: LibMakeEvent<CloseEvent>, StorageEvent: LibMakeEvent<StorageEvent>;
declare var PopStateEvent: LibMakeEvent<PopStateEvent>;
declare var MessageEvent: { new <T>(type: string, init?: { data?: T; origin?: string }): MessageEvent<T>; prototype: MessageEvent };
declare var CustomEvent: { new <T>(type: string, init?: EventInit & { detail?: T }): CustomEvent<T>; prototype: CustomEvent };

type LibMouseEventName = 'click' | 'dblclick' | 'auxclick' | 'contextmenu' | 'mousedown' | 'mouseup' | 'mousemove' | 'mouseenter' | 'mouseleave'
    | 'mouseover' | 'mouseout';
type LibPointerEventName = 'pointerdown' | 'pointerup' | 'pointermove' | 'pointercancel' | 'pointerenter' | 'pointerleave' | 'pointerover' | 'pointerout';
type LibEventsOfElements = Record<LibMouseEventName, MouseEvent> & Record<LibPointerEventName, PointerEvent> & Record<'keydown' | 'keyup' | 'keypress', KeyboardEvent>
    & Record<'drag' | 'dragstart' | 'dragend' | 'dragenter' | 'dragleave' | 'dragover' | 'drop', DragEvent>
    & Record<'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', TouchEvent> & Record<'focus' | 'blur' | 'focusin' | 'focusout', FocusEvent>
    & Record<'copy' | 'cut' | 'paste', ClipboardEvent> & Record<'animationstart' | 'animationend' | 'animationiteration', AnimationEvent>
    & Record<'transitionstart' | 'transitionend' | 'transitioncancel', TransitionEvent> & Record<'change' | 'scroll' | 'load' | 'select' | 'invalid' | 'reset', Event>
    & { wheel: WheelEvent; input: InputEvent; beforeinput: InputEvent; submit: SubmitEvent; error: ErrorEvent };
interface GlobalEventHandlersEventMap extends LibEventsOfElements {} interface HTMLElementEventMap extends GlobalEventHandlersEventMap {}
interface DocumentEventMap extends GlobalEventHandlersEventMap {
    DOMContentLoaded: Event; visibilitychange: Event; fullscreenchange: Event; selectionchange: Event; readystatechange: Event;
}
interface WindowEventMap extends GlobalEventHandlersEventMap {
    message: MessageEvent; messageerror: MessageEvent; storage: StorageEvent; popstate: PopStateEvent; hashchange: HashChangeEvent; resize: UIEvent;
    beforeunload: BeforeUnloadEvent; unload: Event; online: Event; offline: Event; pagehide: Event; pageshow: Event;
    unhandledrejection: PromiseRejectionEvent; rejectionhandled: PromiseRejectionEvent; beforeprint: Event; afterprint: Event;
}
// `onclick` and the like.
type LibHandlers<M> = { [K in keyof M & string as `on${K}`]: ((event: M[K]) => any) | null };

// Nodes and elements.

interface NodeListOf<T> {
    length: number; [index: number]: T; item(index: number): T; forEach(each: (value: T, index: number, list: NodeListOf<T>) => void): void;
    entries(): ArrayIterator<[number, T]>; keys(): ArrayIterator<number>; values(): ArrayIterator<T>; [Symbol.iterator](): ArrayIterator<T>;
}
interface NodeList extends NodeListOf<Node> {}
interface HTMLCollectionOf<T extends Element> {
    length: number; [index: number]: T; item(index: number): T | null; namedItem(name: string): T | null; [Symbol.iterator](): ArrayIterator<T>;
}
interface HTMLCollection extends HTMLCollectionOf<Element> {}
interface Node extends EventTarget {
    nodeName: string; nodeType: number; nodeValue: string | null; textContent: string | null; isConnected: boolean;
    ownerDocument: Document | null; parentNode: ParentNode | null; parentElement: HTMLElement | null; childNodes: NodeListOf<Node>; firstChild: Node | null; lastChild: Node | null;
    nextSibling: Node | null; previousSibling: Node | null;
    appendChild<T extends Node>(node: T): T; insertBefore<T extends Node>(node: T, before: Node | null): T; removeChild<T extends Node>(node: T): T;
    replaceChild<T extends Node>(node: Node, old: T): T; cloneNode(deep?: boolean): this; contains(other: Node | null): boolean;
    hasChildNodes(): boolean; compareDocumentPosition(other: Node): number; normalize(): void; getRootNode(): Node;
}
interface ParentNode extends Node {
    children: HTMLCollection; childElementCount: number; firstElementChild: Element | null; lastElementChild: Element | null;
    append(...nodes: (Node | string)[]): void; prepend(...nodes: (Node | string)[]): void; replaceChildren(...nodes: (Node | string)[]): void;
    querySelector<K extends keyof HTMLElementTagNameMap>(selector: K): HTMLElementTagNameMap[K] | null; querySelector<E extends Element = Element>(selector: string): E | null;
    querySelectorAll<K extends keyof HTMLElementTagNameMap>(selector: K): NodeListOf<HTMLElementTagNameMap[K]>;
    querySelectorAll<E extends Element = Element>(selector: string): NodeListOf<E>;
}
interface CharacterData extends Node { data: string; length: number; remove(): void } interface Text extends CharacterData {} interface Comment extends CharacterData {}
interface DocumentFragment extends ParentNode { getElementById(id: string): HTMLElement | null }
interface ShadowRoot extends DocumentFragment { host: Element; innerHTML: string; activeElement: Element | null } interface Attr extends Node { name: string; value: string }
interface DOMTokenList {
    length: number; [index: number]: string; value: string; add(...tokens: string[]): void; remove(...tokens: string[]): void;
    contains(token: string): boolean; toggle(token: string, force?: boolean): boolean; replace(token: string, by: string): boolean;
}
interface DOMRectReadOnly { x: number; y: number; width: number; height: number; top: number; left: number; right: number; bottom: number; toJSON(): any }
interface DOMRect extends DOMRectReadOnly { x: number; y: number; width: number; height: number }
interface DOMRectInit { x?: number; y?: number; width?: number; height?: number }
declare var DOMRect: { new (x?: number, y?: number, width?: number, height?: number): DOMRect; fromRect(other?: DOMRectInit): DOMRect };
interface Element extends ParentNode {
    addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => any, options?: any): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: any): void;
    removeEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => any, options?: any): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: any): void;
    id: string; className: string; classList: DOMTokenList; innerHTML: string; outerHTML: string; tagName: string; slot: string;
    attributes: ArrayLike<Attr>; clientWidth: number; clientHeight: number; clientLeft: number; clientTop: number;
    scrollTop: number; scrollLeft: number; scrollWidth: number; scrollHeight: number; shadowRoot: ShadowRoot | null;
    nextElementSibling: Element | null; previousElementSibling: Element | null; localName: string;
    getAttribute(name: string): string | null; setAttribute(name: string, value: string): void; removeAttribute(name: string): void;
    hasAttribute(name: string): boolean; toggleAttribute(name: string, force?: boolean): boolean; getAttributeNames(): string[];
    getBoundingClientRect(): DOMRect; getClientRects(): ArrayLike<DOMRect>; matches(selector: string): boolean; remove(): void;
    before(...nodes: (Node | string)[]): void; after(...nodes: (Node | string)[]): void; replaceWith(...nodes: (Node | string)[]): void;
    closest<K extends keyof HTMLElementTagNameMap>(selector: K): HTMLElementTagNameMap[K] | null; closest<E extends Element = Element>(selector: string): E | null;
    getElementsByClassName(names: string): HTMLCollectionOf<Element>; getElementsByTagName(name: string): HTMLCollectionOf<Element>;
    insertAdjacentHTML(where: string, html: string): void; insertAdjacentElement(where: string, element: Element): Element | null;
    scrollIntoView(options?: any): void; scrollTo(options?: any, y?: number): void; scrollBy(options?: any, y?: number): void;
    setPointerCapture(id: number): void; releasePointerCapture(id: number): void; requestFullscreen(): Promise<void>;
    attachShadow(init: any): ShadowRoot; animate(keyframes: any, options?: any): any; getAnimations(): any[];
}
interface CSSStyleDeclaration {
    cssText: string; getPropertyValue(name: string): string; setProperty(name: string, value: string | null, priority?: string): void;
    removeProperty(name: string): string; [property: string]: any;
}
interface DOMStringMap { [name: string]: string | undefined } interface LibHTMLElementHandlers extends LibHandlers<HTMLElementEventMap> {}
interface HTMLElement extends Element, LibHTMLElementHandlers {
    dataset: DOMStringMap; style: CSSStyleDeclaration; hidden: boolean; innerText: string; title: string; lang: string; dir: string;
    tabIndex: number; draggable: boolean; contentEditable: string; isContentEditable: boolean; offsetParent: Element | null;
    offsetWidth: number; offsetHeight: number; offsetLeft: number; offsetTop: number;
    click(): void; focus(options?: { preventScroll?: boolean }): void; blur(): void; showPopover(): void; hidePopover(): void;
}
interface SVGElement extends Element { dataset: DOMStringMap; style: CSSStyleDeclaration; focus(): void; blur(): void }
interface SVGSVGElement extends SVGElement { viewBox: any; createSVGPoint(): any; getScreenCTM(): any }
interface SVGPathElement extends SVGElement { getTotalLength(): number; getPointAtLength(at: number): { x: number; y: number } }
interface HTMLAnchorElement extends HTMLElement {
    href: string; target: string; download: string; rel: string; hash: string; host: string; hostname: string; pathname: string; search: string; text: string;
}
interface LibFormControl extends HTMLElement {
    name: string; value: string; disabled: boolean; required: boolean; form: HTMLFormElement | null; type: string;
    labels: NodeListOf<HTMLLabelElement>; validity: any; validationMessage: string; autofocus: boolean;
    checkValidity(): boolean; reportValidity(): boolean; setCustomValidity(message: string): void;
}
interface HTMLButtonElement extends LibFormControl { type: 'submit' | 'reset' | 'button' }
interface LibTextControl extends LibFormControl {
    defaultValue: string; placeholder: string; readOnly: boolean; minLength: number; maxLength: number; autocomplete: string;
    selectionStart: number | null; selectionEnd: number | null; select(): void; setSelectionRange(start: number | null, end: number | null): void;
}
interface HTMLInputElement extends LibTextControl {
    type: string; checked: boolean; defaultChecked: boolean; indeterminate: boolean; files: FileList | null; accept: string; multiple: boolean; pattern: string;
    min: string; max: string; step: string; size: number; src: string; valueAsNumber: number; valueAsDate: Date | null; showPicker(): void;
    stepUp(by?: number): void; stepDown(by?: number): void;
}
interface HTMLTextAreaElement extends LibTextControl { rows: number; cols: number; wrap: string }
interface HTMLOptionElement extends HTMLElement { value: string; text: string; label: string; selected: boolean; disabled: boolean; index: number }
interface HTMLOptionsCollection extends HTMLCollectionOf<HTMLOptionElement> { selectedIndex: number }
interface HTMLSelectElement extends LibFormControl {
    multiple: boolean; selectedIndex: number; length: number; size: number; options: HTMLOptionsCollection;
    selectedOptions: HTMLCollectionOf<HTMLOptionElement>; add(option: HTMLOptionElement): void;
}
interface HTMLFormElement extends HTMLElement {
    elements: HTMLCollectionOf<any>; action: string; method: string; name: string; length: number;
    submit(): void; reset(): void; requestSubmit(by?: HTMLElement | null): void; checkValidity(): boolean; reportValidity(): boolean; [name: string]: any;
}
interface HTMLLabelElement extends HTMLElement { htmlFor: string; control: HTMLElement | null }
interface HTMLImageElement extends HTMLElement {
    src: string; srcset: string; alt: string; width: number; height: number; loading: string; crossOrigin: string | null;
    naturalWidth: number; naturalHeight: number; complete: boolean; decode(): Promise<void>;
}
interface HTMLMediaElement extends HTMLElement {
    src: string; srcObject: any; currentTime: number; duration: number; paused: boolean; ended: boolean; muted: boolean; loop: boolean;
    volume: number; playbackRate: number; autoplay: boolean; controls: boolean; readyState: number; error: { code: number; message: string } | null;
    play(): Promise<void>; pause(): void; load(): void;
}
interface HTMLAudioElement extends HTMLMediaElement {}
interface HTMLVideoElement extends HTMLMediaElement { width: number; height: number; videoWidth: number; videoHeight: number; poster: string }
interface HTMLCanvasElement extends HTMLElement {
    width: number; height: number; toDataURL(type?: string, quality?: number): string; getContext(kind: '2d', options?: any): CanvasRenderingContext2D | null;
    getContext(kind: string, options?: any): any; toBlob(done: (blob: Blob | null) => void, type?: string, quality?: number): void;
}
interface HTMLIFrameElement extends HTMLElement { src: string; srcdoc: string; width: string; height: string; contentWindow: Window | null; contentDocument: Document | null }
interface HTMLScriptElement extends HTMLElement { src: string; async: boolean; defer: boolean; type: string; text: string; crossOrigin: string | null }
interface HTMLLinkElement extends HTMLElement { href: string; rel: string; type: string; media: string; as: string }
interface HTMLMetaElement extends HTMLElement { name: string; content: string } interface HTMLStyleElement extends HTMLElement { media: string; sheet: any }
interface HTMLTemplateElement extends HTMLElement { content: DocumentFragment }
interface HTMLDialogElement extends HTMLElement { open: boolean; returnValue: string; show(): void; showModal(): void; close(value?: string): void }
interface HTMLDetailsElement extends HTMLElement { open: boolean } interface HTMLProgressElement extends HTMLElement { value: number; max: number }
interface HTMLTableElement extends HTMLElement { rows: HTMLCollectionOf<HTMLTableRowElement>; insertRow(index?: number): HTMLTableRowElement }
interface HTMLTableRowElement extends HTMLElement { cells: HTMLCollectionOf<HTMLTableCellElement>; rowIndex: number; insertCell(index?: number): HTMLTableCellElement }
interface HTMLTableCellElement extends HTMLElement { colSpan: number; rowSpan: number; cellIndex: number }
interface HTMLTableSectionElement extends HTMLElement { rows: HTMLCollectionOf<HTMLTableRowElement> } interface HTMLLIElement extends HTMLElement { value: number }
interface HTMLSlotElement extends HTMLElement { name: string; assignedElements(): Element[]; assignedNodes(): Node[] } interface HTMLDivElement extends HTMLElement {}
interface HTMLSpanElement extends HTMLElement {} interface HTMLParagraphElement extends HTMLElement {} interface HTMLHeadingElement extends HTMLElement {}
interface HTMLUListElement extends HTMLElement {} interface HTMLOListElement extends HTMLElement {} interface HTMLPreElement extends HTMLElement {}
interface HTMLFieldSetElement extends HTMLElement { disabled: boolean; name: string } interface HTMLBodyElement extends HTMLElement {}
interface HTMLHeadElement extends HTMLElement {} interface HTMLHtmlElement extends HTMLElement {}
interface HTMLElementTagNameMap {
    a: HTMLAnchorElement; audio: HTMLAudioElement; body: HTMLBodyElement; button: HTMLButtonElement; canvas: HTMLCanvasElement; details: HTMLDetailsElement;
    dialog: HTMLDialogElement; div: HTMLDivElement; fieldset: HTMLFieldSetElement; form: HTMLFormElement; h1: HTMLHeadingElement; h2: HTMLHeadingElement;
    h3: HTMLHeadingElement; h4: HTMLHeadingElement; h5: HTMLHeadingElement; h6: HTMLHeadingElement; head: HTMLHeadElement; html: HTMLHtmlElement;
    iframe: HTMLIFrameElement; img: HTMLImageElement; input: HTMLInputElement; label: HTMLLabelElement; li: HTMLLIElement; link: HTMLLinkElement;
    meta: HTMLMetaElement; ol: HTMLOListElement; option: HTMLOptionElement; p: HTMLParagraphElement; pre: HTMLPreElement; progress: HTMLProgressElement;
    script: HTMLScriptElement; select: HTMLSelectElement; slot: HTMLSlotElement; span: HTMLSpanElement; style: HTMLStyleElement; table: HTMLTableElement;
    tbody: HTMLTableSectionElement; td: HTMLTableCellElement; template: HTMLTemplateElement; textarea: HTMLTextAreaElement; tfoot: HTMLTableSectionElement;
    th: HTMLTableCellElement; thead: HTMLTableSectionElement; tr: HTMLTableRowElement; ul: HTMLUListElement; video: HTMLVideoElement;
    section: HTMLElement; article: HTMLElement; main: HTMLElement; nav: HTMLElement; header: HTMLElement; footer: HTMLElement; aside: HTMLElement;
}
interface Document extends ParentNode {
    addEventListener<K extends keyof DocumentEventMap>(type: K, listener: (this: this, event: DocumentEventMap[K]) => any, options?: any): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: any): void;
    removeEventListener<K extends keyof DocumentEventMap>(type: K, listener: (this: this, event: DocumentEventMap[K]) => any, options?: any): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: any): void;
    body: HTMLElement; head: HTMLHeadElement; documentElement: HTMLElement; title: string; cookie: string; URL: string;
    activeElement: Element | null; hidden: boolean; visibilityState: 'visible' | 'hidden'; readyState: string;
    referrer: string; location: Location; defaultView: Window | null; fullscreenElement: Element | null;
    forms: HTMLCollectionOf<HTMLFormElement>; images: HTMLCollectionOf<HTMLImageElement>; fonts: any; dir: string; designMode: string;
    scrollingElement: Element | null; currentScript: HTMLScriptElement | null; styleSheets: any;
    createElement<K extends keyof HTMLElementTagNameMap>(tag: K, options?: any): HTMLElementTagNameMap[K]; createElement(tag: string, options?: any): HTMLElement;
    createElementNS(namespace: string | null, tag: string): Element; createTextNode(text: string): Text; createComment(text: string): Comment;
    createDocumentFragment(): DocumentFragment; createRange(): Range; createEvent(kind: string): any; createTreeWalker(root: Node, show?: number): any;
    getElementById(id: string): HTMLElement | null; getElementsByClassName(names: string): HTMLCollectionOf<Element>;
    getElementsByName(name: string): NodeListOf<HTMLElement>; elementFromPoint(x: number, y: number): Element | null;
    getElementsByTagName<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLCollectionOf<HTMLElementTagNameMap[K]>; getElementsByTagName(tag: string): HTMLCollectionOf<Element>;
    getSelection(): Selection | null; execCommand(command: string, ui?: boolean, value?: string): boolean; hasFocus(): boolean;
    exitFullscreen(): Promise<void>; importNode<T extends Node>(node: T, deep?: boolean): T; write(...text: string[]): void;
}
interface Range { startContainer: Node; endContainer: Node; startOffset: number; endOffset: number; collapsed: boolean; getBoundingClientRect(): DOMRect; [member: string]: any }
interface Selection { anchorNode: Node | null; focusNode: Node | null; isCollapsed: boolean; rangeCount: number; getRangeAt(index: number): Range; [member: string]: any }
interface LibMakeNode<E> { new (): E; prototype: E }
declare var Node: LibMakeNode<Node> & { ELEMENT_NODE: 1; TEXT_NODE: 3; COMMENT_NODE: 8; DOCUMENT_NODE: 9 };
declare var Element: LibMakeNode<Element>, HTMLElement: LibMakeNode<HTMLElement>, SVGElement: LibMakeNode<SVGElement>;
declare var HTMLAnchorElement: LibMakeNode<HTMLAnchorElement>, HTMLButtonElement: LibMakeNode<HTMLButtonElement>;
declare var HTMLCanvasElement: LibMakeNode<HTMLCanvasElement>, HTMLDivElement: LibMakeNode<HTMLDivElement>, HTMLFormElement: LibMakeNode<HTMLFormElement>;
declare var HTMLImageElement: LibMakeNode<HTMLImageElement>, HTMLInputElement: LibMakeNode<HTMLInputElement>, HTMLSelectElement: LibMakeNode<HTMLSelectElement>;
declare var HTMLTextAreaElement: LibMakeNode<HTMLTextAreaElement>, HTMLVideoElement: LibMakeNode<HTMLVideoElement>;
declare var DocumentFragment: LibMakeNode<DocumentFragment>, DOMParser: { new (): { parseFromString(text: string, type: string): Document } };
declare var Image: { new (width?: number, height?: number): HTMLImageElement }, Audio: { new (src?: string): HTMLAudioElement }, document: Document;

// The window.

interface Storage {
    length: number; clear(): void; getItem(key: string): string | null; key(index: number): string | null; removeItem(key: string): void;
    setItem(key: string, value: string): void; [name: string]: any;
}
interface Location {
    href: string; hash: string; host: string; hostname: string; origin: string; pathname: string; port: string; protocol: string; search: string;
    assign(url: string | URL): void; reload(): void; replace(url: string | URL): void; toString(): string;
}
interface History {
    length: number; state: any; scrollRestoration: 'auto' | 'manual'; back(): void; forward(): void; go(by?: number): void;
    pushState(state: any, unused: string, url?: string | URL | null): void; replaceState(state: any, unused: string, url?: string | URL | null): void;
}
interface Navigator {
    language: string; languages: readonly string[]; onLine: boolean; userAgent: string; platform: string;
    maxTouchPoints: number; hardwareConcurrency: number; vendor: string; cookieEnabled: boolean;
    clipboard: { readText(): Promise<string>; writeText(text: string): Promise<void>; read(): Promise<any[]>; write(items: any[]): Promise<void> };
    geolocation: any; mediaDevices: any; permissions: any; serviceWorker: any; storage: any; locks: any;
    sendBeacon(url: string | URL, data?: any): boolean; share(data?: any): Promise<void>; vibrate(pattern: number | number[]): boolean;
}
interface MediaQueryList extends LibTypedTarget<{ change: MediaQueryListEvent }> {
    matches: boolean; media: string; addListener(listener: (event: MediaQueryListEvent) => any): void; removeListener(listener: (event: MediaQueryListEvent) => any): void;
}
interface Screen { width: number; height: number; availWidth: number; availHeight: number; orientation: any }
interface Performance {
    timeOrigin: number; now(): number; mark(name: string): any; measure(name: string, start?: string, end?: string): any;
    getEntriesByType(type: string): any[]; getEntriesByName(name: string): any[]; clearMarks(name?: string): void;
}
interface Crypto { subtle: any; getRandomValues<T>(array: T): T; randomUUID(): `${string}-${string}-${string}-${string}-${string}` }
interface FrameRequestCallback { (time: number): void } interface LibWindowHandlers extends LibHandlers<WindowEventMap> {}
interface Window extends LibTypedTarget<WindowEventMap>, LibWindowHandlers {
    window: Window & typeof globalThis; self: Window & typeof globalThis; document: Document; navigator: Navigator;
    location: Location; history: History; localStorage: Storage; sessionStorage: Storage; screen: Screen;
    performance: Performance; crypto: Crypto; parent: Window; top: Window | null; opener: any; name: string;
    innerWidth: number; innerHeight: number; outerWidth: number; outerHeight: number; devicePixelRatio: number;
    scrollX: number; scrollY: number; pageXOffset: number; pageYOffset: number; closed: boolean;
    indexedDB: any; caches: any; visualViewport: any; frames: Window; isSecureContext: boolean; origin: string;
    alert(message?: any): void; confirm(message?: string): boolean; prompt(message?: string, preset?: string): string | null; print(): void; stop(): void;
    open(url?: string | URL, target?: string, features?: string): Window | null; close(): void; focus(): void; blur(): void;
    postMessage(message: any, target?: any, transfer?: any[]): void; matchMedia(query: string): MediaQueryList; getSelection(): Selection | null;
    getComputedStyle(element: Element, pseudo?: string | null): CSSStyleDeclaration; scroll(x?: any, y?: number): void; scrollTo(x?: any, y?: number): void;
    scrollBy(x?: any, y?: number): void; requestAnimationFrame(run: FrameRequestCallback): number; cancelAnimationFrame(id: number): void;
    requestIdleCallback(run: (deadline: any) => void, options?: any): number; cancelIdleCallback(id: number): void; fetch: typeof fetch;
    setTimeout: typeof setTimeout; clearTimeout: typeof clearTimeout; setInterval: typeof setInterval; clearInterval: typeof clearInterval;
    atob(text: string): string; btoa(text: string): string; queueMicrotask(run: () => void): void; moveTo(x: number, y: number): void;
}
declare var Window: { prototype: Window }, window: Window & typeof globalThis, self: Window & typeof globalThis, navigator: Navigator;
declare var location: Location, history: History, screen: Screen, localStorage: Storage, sessionStorage: Storage, performance: Performance;
declare var crypto: Crypto, indexedDB: any, caches: any, innerWidth: number, innerHeight: number, devicePixelRatio: number;
declare function alert(message?: any): void; declare function confirm(message?: string): boolean; declare function prompt(message?: string, preset?: string): string | null;
declare function atob(text: string): string; declare function btoa(text: string): string;
declare function getComputedStyle(element: Element, pseudo?: string | null): CSSStyleDeclaration; declare function matchMedia(query: string): MediaQueryList;
declare function getSelection(): Selection | null; declare function postMessage(message: any, target?: any, transfer?: any[]): void;
declare function scrollTo(x?: any, y?: number): void; declare function requestAnimationFrame(run: FrameRequestCallback): number;
declare function cancelAnimationFrame(id: number): void; declare function requestIdleCallback(run: (deadline: any) => void, options?: any): number;
declare function cancelIdleCallback(id: number): void;
declare function addEventListener<K extends keyof WindowEventMap>(type: K, listener: (this: Window, event: WindowEventMap[K]) => any, options?: any): void;
declare function addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: any): void;
declare function removeEventListener<K extends keyof WindowEventMap>(type: K, listener: (this: Window, event: WindowEventMap[K]) => any, options?: any): void;
declare function removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: any): void; declare function dispatchEvent(event: Event): boolean;

// Requests, files and addresses.

type HeadersInit = [string, string][] | Record<string, string> | Headers;
type BodyInit = string | Blob | FormData | URLSearchParams | ReadableStream | ArrayBuffer | ArrayBufferView; type RequestInfo = Request | string;
type RequestCredentials = 'include' | 'omit' | 'same-origin'; type RequestMode = 'cors' | 'navigate' | 'no-cors' | 'same-origin';
type RequestCache = 'default' | 'force-cache' | 'no-cache' | 'no-store' | 'only-if-cached' | 'reload';
interface RequestInit {
    method?: string; headers?: HeadersInit; body?: BodyInit | null; signal?: AbortSignal | null; credentials?: RequestCredentials; mode?: RequestMode;
    cache?: RequestCache; redirect?: 'error' | 'follow' | 'manual'; referrer?: string; integrity?: string; keepalive?: boolean; next?: any;
}
interface ResponseInit { status?: number; statusText?: string; headers?: HeadersInit }
// A list of pairs of a name and a value of type `V`.
interface LibPairs<V, S = V> {
    append(name: string, value: S): void; delete(name: string): void; get(name: string): V | null; has(name: string): boolean; set(name: string, value: S): void;
    forEach(each: (value: V, name: string) => void): void; entries(): IteratorObject<[string, V]>; keys(): IteratorObject<string>;
    values(): IteratorObject<V>; [Symbol.iterator](): IteratorObject<[string, V]>;
}
interface Headers extends LibPairs<string> { getSetCookie(): string[] }
declare var Headers: { new (init?: HeadersInit): Headers; prototype: Headers };
type FormDataEntryValue = File | string;
interface FormData extends LibPairs<FormDataEntryValue, string | Blob> {
    append(name: string, value: string | Blob, filename?: string): void; getAll(name: string): FormDataEntryValue[];
}
declare var FormData: { new (form?: HTMLFormElement, submitter?: HTMLElement | null): FormData; prototype: FormData };
interface URLSearchParams extends LibPairs<string> { size: number; getAll(name: string): string[]; sort(): void; toString(): string }
declare var URLSearchParams: { new (init?: string | string[][] | Record<string, string> | URLSearchParams): URLSearchParams; prototype: URLSearchParams };
interface URL {
    hash: string; host: string; hostname: string; href: string; origin: string; password: string; pathname: string; port: string; protocol: string;
    search: string; searchParams: URLSearchParams; username: string; toString(): string; toJSON(): string;
}
declare var URL: {
    new (url: string | URL, base?: string | URL): URL; prototype: URL; canParse(url: string | URL, base?: string | URL): boolean;
    createObjectURL(of: Blob): string; revokeObjectURL(url: string): void;
};
interface LibBody {
    body: ReadableStream<Uint8Array> | null; bodyUsed: boolean; arrayBuffer(): Promise<ArrayBuffer>; blob(): Promise<Blob>;
    bytes(): Promise<Uint8Array>; formData(): Promise<FormData>; json(): Promise<any>; text(): Promise<string>;
}
interface Request extends LibBody {
    url: string; method: string; headers: Headers; signal: AbortSignal; mode: RequestMode;
    credentials: RequestCredentials; cache: RequestCache; destination: string; clone(): Request;
}
declare var Request: { new (input: RequestInfo | URL, init?: RequestInit): Request; prototype: Request };
interface Response extends LibBody { ok: boolean; status: number; statusText: string; headers: Headers; url: string; redirected: boolean; type: string; clone(): Response }
declare var Response: {
    new (body?: BodyInit | null, init?: ResponseInit): Response; prototype: Response; error(): Response; json(data: any, init?: ResponseInit): Response;
    redirect(url: string | URL, status?: number): Response;
};
declare function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
interface AbortSignal extends LibTypedTarget<{ abort: Event }> { aborted: boolean; reason: any; onabort: any; throwIfAborted(): void }
declare var AbortSignal: { abort(reason?: any): AbortSignal; timeout(ms: number): AbortSignal; any(signals: AbortSignal[]): AbortSignal; prototype: AbortSignal };
interface AbortController { signal: AbortSignal; abort(reason?: any): void }
declare var AbortController: { new (): AbortController; prototype: AbortController };
interface DOMException extends Error { code: number }
declare var DOMException: { new (message?: string, name?: string): DOMException; prototype: DOMException };
interface Blob {
    size: number; type: string; arrayBuffer(): Promise<ArrayBuffer>; slice(start?: number, end?: number, type?: string): Blob;
    stream(): ReadableStream<Uint8Array>; text(): Promise<string>;
}
declare var Blob: { new (parts?: any[], options?: { type?: string }): Blob; prototype: Blob };
interface File extends Blob { name: string; lastModified: number; webkitRelativePath: string }
declare var File: { new (parts: any[], name: string, options?: { type?: string; lastModified?: number }): File; prototype: File };
interface FileList extends ArrayLike<File> { item(index: number): File | null; [Symbol.iterator](): ArrayIterator<File> }
interface FileReader extends EventTarget {
    result: string | ArrayBuffer | null; error: DOMException | null; readyState: number; abort(): void;
    onload: ((event: ProgressEvent<FileReader>) => any) | null; onerror: ((event: ProgressEvent<FileReader>) => any) | null; onloadend: any; onprogress: any;
    readAsArrayBuffer(blob: Blob): void; readAsDataURL(blob: Blob): void; readAsText(blob: Blob, encoding?: string): void;
}
declare var FileReader: { new (): FileReader; prototype: FileReader };
interface DataTransferItem { kind: string; type: string; getAsFile(): File | null; getAsString(done: (text: string) => void): void }
interface DataTransfer {
    dropEffect: string; effectAllowed: string; files: FileList; items: ArrayLike<DataTransferItem>; types: readonly string[];
    getData(format: string): string; setData(format: string, data: string): void; clearData(format?: string): void; setDragImage(image: Element, x: number, y: number): void;
}
interface ReadableStreamDefaultReader<R = any> {
    closed: Promise<void>; read(): Promise<{ done: false; value: R } | { done: true; value: R | undefined }>; cancel(reason?: any): Promise<void>; releaseLock(): void;
}
interface ReadableStreamDefaultController<R = any> { desiredSize: number | null; enqueue(chunk?: R): void; close(): void; error(reason?: any): void }
interface ReadableStream<R = any> {
    locked: boolean; cancel(reason?: any): Promise<void>; getReader(): ReadableStreamDefaultReader<R>; pipeTo(to: WritableStream<R>): Promise<void>;
    pipeThrough<T>(through: { writable: WritableStream<R>; readable: ReadableStream<T> }): ReadableStream<T>; tee(): [ReadableStream<R>, ReadableStream<R>];
    [Symbol.asyncIterator](): AsyncIterableIterator<R>;
}
declare var ReadableStream: {
    new <R = any>(source?: {
        start?(controller: ReadableStreamDefaultController<R>): any; pull?(controller: ReadableStreamDefaultController<R>): any; cancel?(reason?: any): any;
    }): ReadableStream<R>;
};
interface WritableStream<W = any> { locked: boolean; close(): Promise<void>; getWriter(): any; abort(reason?: any): Promise<void> }
interface TransformStream<I = any, O = any> { readable: ReadableStream<O>; writable: WritableStream<I> }
declare var TransformStream: { new <I = any, O = any>(transformer?: any): TransformStream<I, O> };
interface TextEncoder { encode(text?: string): Uint8Array }
declare var TextEncoder: { new (): TextEncoder };
interface TextDecoder { decode(bytes?: ArrayBufferLike | ArrayBufferView, options?: { stream?: boolean }): string }
declare var TextDecoder: { new (encoding?: string, options?: any): TextDecoder };
interface XMLHttpRequest extends EventTarget { status: number; response: any; responseText: string; open(...args: any[]): void; send(body?: any): void; [member: string]: any }
declare var XMLHttpRequest: { new (): XMLHttpRequest };

// Channels, workers and observers.

interface LibReceiver<M> extends LibTypedTarget<M> { onmessage: ((event: MessageEvent) => any) | null; onmessageerror: ((event: MessageEvent) => any) | null }
interface MessagePort extends LibReceiver<{ message: MessageEvent }> { postMessage(message: any, transfer?: any): void; start(): void; close(): void }
interface MessageChannel { port1: MessagePort; port2: MessagePort }
declare var MessageChannel: { new (): MessageChannel };
interface BroadcastChannel extends LibReceiver<{ message: MessageEvent }> { name: string; postMessage(message: any): void; close(): void }
declare var BroadcastChannel: { new (name: string): BroadcastChannel };
interface Worker extends LibReceiver<{ message: MessageEvent; error: ErrorEvent }> {
    onerror: ((event: ErrorEvent) => any) | null; postMessage(message: any, transfer?: any): void; terminate(): void;
}
declare var Worker: { new (url: string | URL, options?: any): Worker; prototype: Worker };
interface SharedWorker { port: MessagePort }
declare var SharedWorker: { new (url: string | URL, options?: any): SharedWorker };
interface WebSocket extends LibReceiver<{ message: MessageEvent; open: Event; close: CloseEvent; error: Event }> {
    url: string; protocol: string; readyState: number; bufferedAmount: number; binaryType: string; close(code?: number, reason?: string): void;
    send(data: any): void; onopen: ((event: Event) => any) | null; onclose: ((event: CloseEvent) => any) | null; onerror: ((event: Event) => any) | null;
}
declare var WebSocket: { new (url: string | URL, protocols?: string | string[]): WebSocket; prototype: WebSocket; CONNECTING: 0; OPEN: 1; CLOSING: 2; CLOSED: 3 };
interface EventSource extends LibReceiver<{ message: MessageEvent; open: Event; error: Event }> {
    url: string; readyState: number; close(): void; onopen: ((event: Event) => any) | null; onerror: ((event: Event) => any) | null;
}
declare var EventSource: { new (url: string | URL, options?: any): EventSource; prototype: EventSource; CLOSED: 2; OPEN: 1 };
interface IntersectionObserverEntry {
    target: Element; isIntersecting: boolean; intersectionRatio: number; boundingClientRect: DOMRectReadOnly;
    intersectionRect: DOMRectReadOnly; rootBounds: DOMRectReadOnly | null; time: number;
}
interface IntersectionObserverInit { root?: Element | Document | null; rootMargin?: string; threshold?: number | number[] }
interface LibObserver { disconnect(): void; observe(target: Element, options?: any): void; unobserve(target: Element): void }
interface IntersectionObserver extends LibObserver { takeRecords(): IntersectionObserverEntry[] }
declare var IntersectionObserver: {
    new (seen: (entries: IntersectionObserverEntry[], observer: IntersectionObserver) => void, options?: IntersectionObserverInit): IntersectionObserver;
};
interface ResizeObserverSize { blockSize: number; inlineSize: number }
interface ResizeObserverEntry { target: Element; contentRect: DOMRectReadOnly; borderBoxSize: readonly ResizeObserverSize[]; contentBoxSize: readonly ResizeObserverSize[] }
interface ResizeObserver extends LibObserver {}
declare var ResizeObserver: { new (seen: (entries: ResizeObserverEntry[], observer: ResizeObserver) => void): ResizeObserver };
interface MutationRecord {
    type: string; target: Node; addedNodes: NodeList; removedNodes: NodeList; attributeName: string | null;
    oldValue: string | null;
}
interface MutationObserver { disconnect(): void; observe(target: Node, options?: any): void; takeRecords(): MutationRecord[] }
declare var MutationObserver: { new (seen: (records: MutationRecord[], observer: MutationObserver) => void): MutationObserver };

// Drawing.

interface TextMetrics { width: number; actualBoundingBoxAscent: number; actualBoundingBoxDescent: number }
interface ImageData { data: Uint8ClampedArray; width: number; height: number }
interface Path2D { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; [member: string]: any }
declare var Path2D: { new (path?: Path2D | string): Path2D };
interface CanvasRenderingContext2D {
    canvas: HTMLCanvasElement; measureText(text: string): TextMetrics; getImageData(x: number, y: number, w: number, h: number): ImageData; [member: string]: any;
}
