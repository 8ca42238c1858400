/** What nobody should send to a study, and somebody will. */
export interface HostileInput {
  readonly name: string;
  /** Bytes, text, or any other value that a workflow can be started with. */
  readonly spec: unknown;
  /** `path=value` texts. */
  readonly overrides?: readonly string[];
}
