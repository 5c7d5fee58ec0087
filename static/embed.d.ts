/**
 * Types of embed.js, the script that shows Mautic Connect inside another page.
 *
 * ```html
 * <script type="module" src="https://connect.example.com/embed.js"></script>
 * <mautic-connect><a href="https://connect.example.com/">Connect your Mautic</a></mautic-connect>
 * ```
 *
 * For TypeScript, keep this file in your project and map the script to it in
 * tsconfig.json: `"paths": { "https://connect.example.com/embed.js": ["./mautic-connect.d.ts"] }`.
 */

/** How a person can connect. */
export type Method = "basic" | "authorization-code" | "client-credentials";

/** A step of the wizard. */
export type Step = "mautic" | "prepare" | "credential" | "proof" | "hand-over";

/** Whether the page is light or dark; `auto` follows the person's system. */
export type Scheme = "light" | "dark" | "auto";

/**
 * What went wrong.
 * - `no-answer`: nothing answered within 15 seconds of loading.
 * - `origin-refused`: the operator of the server does not allow this page's origin.
 * - `unknown-preset`: the server has no preset of that name.
 * - `not-configured`: kept for a configuration that cannot be read, which shows as `no-answer` today.
 * - `stopped`: the program in the frame has crashed.
 * - `delivery-refused`: the address that the preset delivers to answered with a final refusal.
 * - `delivery-failed`: the address that the preset delivers to could not be reached, or kept failing.
 */
export type ErrorCode = "no-answer" | "origin-refused" | "unknown-preset" | "not-configured" | "stopped" | "delivery-refused" | "delivery-failed";

/** A connection that Mautic itself has confirmed. */
export interface Connection {
  base_url: string;
  method: Method;
  destination: string;
  user: { id: number; username: string; name: string; role: string };
  mautic_version: string;
  /** What the credential may do, by operation of n8n's Mautic node. */
  permissions: { operation: string; answer: string }[];
  preset?: string;
  reference?: string;
  /** The server has delivered the tokens to the address of the preset. */
  delivered?: boolean;
  /** Only where the operator allows it and the person agreed. */
  credential?: Record<string, unknown>;
}

/** The events of the element and what is in their `detail`. They do not bubble. */
export interface MauticConnectEventMap {
  /** The frame answers. */
  ready: CustomEvent<{ nonce: string }>;
  /** The person is at another step. */
  step: CustomEvent<{ step: Step }>;
  /** Something is in the way, by its name in the catalogue; `""` once it is mended. */
  diagnosis: CustomEvent<{ id: string; step: Step }>;
  /** It is connected. This is a hint and no proof: your server believes a signed delivery only. */
  connect: CustomEvent<Connection>;
  /** It cannot go on. */
  error: CustomEvent<{ code: ErrorCode; message: string }>;
  /** The person is done, or the window was closed. */
  close: CustomEvent<Record<string, never>>;
}

/** What `connect()` takes; all of it is optional. */
export interface ConnectOptions {
  /** The Mautic's address, to start with. */
  baseUrl?: string;
  method?: Method;
  /** Where the credential will be used, such as `n8n`. */
  destination?: string;
  /** A preset of the server: its Mautic, its client, its delivery. */
  preset?: string;
  /** Yours, at most 200 characters; it comes back with the connection. Nobody may be able to guess it. */
  reference?: string;
  theme?: Scheme;
  lang?: string;
  /** Give the frame no right that it does not need. */
  sandbox?: boolean;
}

/**
 * Opens Mautic Connect in a window over the page. The promise is settled once:
 * fulfilled when it is connected, while the window stays until the person closes
 * it; rejected with an error that has a `code` when it cannot go on, or with the
 * code `closed` when the person closes the window before. A delivery that fails
 * can be tried again in the window, so only closing it settles then, with the
 * code of the failure. Nothing is left in the
 * page after that.
 */
export function connect(options?: ConnectOptions): Promise<Connection>;

/** What the promise of `connect()` is rejected with. */
export interface ConnectError extends Error {
  code: ErrorCode | "closed";
}

/** The attributes of the element. */
export interface MauticConnectAttributes {
  "base-url"?: string;
  method?: Method;
  destination?: string;
  preset?: string;
  reference?: string;
  /** May change at any time; the other attributes count until the person has begun. */
  theme?: Scheme;
  lang?: string;
  /** Not shown until `open()`. */
  modal?: boolean | "";
  /** Give the frame no right that it does not need. */
  sandbox?: boolean | "";
}

/**
 * `<mautic-connect>`. Its children are shown where there is no JavaScript.
 *
 * CSS custom properties: `--mautic-connect-accent`, `-paper`, `-panel`, `-line`,
 * `-ink`, `-ink-soft` (colours, `#rgb` or `#rrggbb`), `-radius` (`0` to `24px`),
 * `-font` (at most six family names). Parts: `dialog`, `close`.
 */
export interface MauticConnectElement extends HTMLElement {
  /** Shows it in a window over the page, without loading it anew. */
  open(): void;
  /** Closes that window. What the person typed stays until the element is removed. */
  close(): void;
  addEventListener<K extends keyof MauticConnectEventMap>(type: K, listener: (this: MauticConnectElement, event: MauticConnectEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof MauticConnectEventMap>(type: K, listener: (this: MauticConnectElement, event: MauticConnectEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "mautic-connect": MauticConnectElement;
  }
  interface Window {
    MauticConnect?: { connect: typeof connect };
  }
  // React 18 and Preact. With React 19 add to a file of yours:
  //   declare module "react" { namespace JSX { interface IntrinsicElements {
  //     "mautic-connect": MauticConnectAttributes & DetailedHTMLProps<HTMLAttributes<MauticConnectElement>, MauticConnectElement>;
  //   } } }
  namespace JSX {
    interface IntrinsicElements {
      "mautic-connect": MauticConnectAttributes & {
        class?: string;
        className?: string;
        id?: string;
        style?: unknown;
        key?: string | number;
        ref?: unknown;
        children?: unknown;
      };
    }
  }
}
