// A Lambda function as a template defines it, and where its code comes from.

import type { Position } from './errors.js';

/** A Lambda function. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly code: FunctionCode;
  /** `file.export`, without the file's extension. */
  readonly handler: string;
  /** `nodejs22.x` for instance; undefined when the template does not say. */
  readonly runtime: string | undefined;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** The name of its CloudWatch log group. */
  readonly logGroup: string;
  /** Who may invoke it. */
  readonly permissions: readonly InvokePermission[];
  /** Where the template declares it. */
  readonly position: Position;
}

/** A function's code: a folder or zip file on this machine, or text in the template itself. */
export type FunctionCode =
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'zip'; readonly file: string }
  | { readonly kind: 'inline'; readonly text: string }
  | {
      /** Sources that are built with esbuild when the function is deployed. */
      readonly kind: 'source';
      readonly directory: string;
      /** The file that becomes the handler's. */
      readonly entry: string;
      /** The handler's path without extension. */
      readonly module: string;
      /** The file to load esbuild from. */
      readonly esbuild: string;
      readonly options: BuildOptions;
    };

/** Options of esbuild, by its own names. */
export interface BuildOptions {
  readonly format: 'cjs' | 'esm';
  readonly external: readonly string[];
  /** Empty: esbuild's own. */
  readonly mainFields: readonly string[];
  readonly target: readonly string[] | undefined;
  readonly minify: boolean;
  readonly sourcemap: boolean;
  readonly keepNames: boolean;
  readonly loader: Readonly<Record<string, string>>;
  readonly define: Readonly<Record<string, string>>;
  readonly banner: Readonly<Record<string, string>>;
}

/** A resource-based permission to invoke a function. */
export interface InvokePermission {
  /** A service such as `cognito-idp.amazonaws.com`, or `*`. */
  readonly principal: string;
  /** Undefined: any resource of the principal. May contain wildcards. */
  readonly sourceArn: string | undefined;
}
