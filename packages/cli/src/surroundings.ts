/** Where text goes: `process.stdout` and `process.stderr` fit. */
export interface TextOutput {
  write(text: string): unknown;
  /** Whether a person watches; then progress bars are drawn. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters, where it is one. */
  readonly columns?: number;
}

/** What a command takes from the process that it runs in, so that tests can stand in for it. */
export interface Surroundings {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Folder that relative paths on the command line start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back at every Ctrl-C (or SIGTERM); returns a function that ends the subscription. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** The surroundings of this very process. */
export function processSurroundings(): Surroundings {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
    exit: (code) => process.exit(code),
  };
}
