import { Client, Connection } from '@temporalio/client';
import type { WorkflowExecutionDescription } from '@temporalio/client';

/** What Temporal says of a trial. */
export interface TrialSign {
  readonly open: boolean;
  /** The newest heartbeat that says which batch; null where there is none under way. */
  readonly heartbeat: {
    readonly epoch: number;
    readonly batch: number;
    readonly timeMs: number;
  } | null;
}

type PendingActivity = NonNullable<
  WorkflowExecutionDescription['raw']['pendingActivities']
>[number];

const DEADLINE_MS = 500;

/** Asks a server that may be away at any moment; then the answer is null. */
export class Heartbeats {
  #address: string | null = null;
  #connection: Connection | null = null;

  /** A trial's workflow; null when the server does not answer, or knows no such workflow. */
  async of(address: string, workflowId: string): Promise<TrialSign | null> {
    try {
      const connection = await this.#connect(address);
      const client = new Client({ connection });
      const { raw, status } = await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.getHandle(workflowId).describe(),
      );
      const beat = (raw.pendingActivities ?? []).map(heartbeatOf).find((found) => found !== null);
      return { open: status.name === 'RUNNING', heartbeat: beat ?? null };
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }

  async #connect(address: string): Promise<Connection> {
    if (this.#connection !== null && this.#address === address) return this.#connection;
    await this.close();
    this.#address = address;
    // The server comes back at any moment: gRPC's own backoff would see it up to 2 minutes later.
    this.#connection = Connection.lazy({
      address,
      channelArgs: {
        'grpc.initial_reconnect_backoff_ms': 50,
        'grpc.max_reconnect_backoff_ms': 100,
      },
    });
    return this.#connection;
  }
}

function heartbeatOf({
  heartbeatDetails,
  lastHeartbeatTime,
}: PendingActivity): TrialSign['heartbeat'] {
  const data = heartbeatDetails?.payloads?.[0]?.data;
  if (!data || !lastHeartbeatTime) return null;
  const details = JSON.parse(new TextDecoder().decode(data)) as { epoch?: string; batch?: string };
  // `17 of 50`.
  const epoch = Number.parseInt(details.epoch ?? '', 10);
  const batch = Number.parseInt(details.batch ?? '', 10);
  if (Number.isNaN(epoch) || Number.isNaN(batch)) return null;
  const { seconds, nanos } = lastHeartbeatTime;
  return { epoch, batch, timeMs: Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6 };
}
