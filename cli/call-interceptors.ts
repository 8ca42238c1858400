import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
/** What is beneath an interceptor; its own type asks for gRPC's class, which only forwards. */
type NextCall = ReturnType<Parameters<Interceptor>[1]>;

/** `CANCELLED` of gRPC's status codes. */
const CANCELLED = 1;
const DEADLINE_MS = 30_000;
/** Temporal's long poll: the server answers it when there is news. */
const LONG_POLL = '/GetWorkflowExecutionHistory';

/**
 * Gives a call that has no deadline one, over all its attempts.
 *
 * A port whose server is gone may be another program's, which takes connections and says nothing.
 */
export const endsInTime: Interceptor = (options, nextCall) => {
  const isPoll = options.method_definition.path.endsWith(LONG_POLL);
  const deadline = options.deadline ?? (isPoll ? Infinity : Date.now() + DEADLINE_MS);
  return nextCall({ ...options, deadline }) as ReturnType<Interceptor>;
};

/**
 * Has a call that begins on a closed connection end as cancelled.
 *
 * Temporal's client tries a failed call again from a timer that closing the connection does not clear.
 * What gRPC throws there nobody can catch, and the process would end of it.
 */
export const cancelsWhenClosed: Interceptor = (options, nextCall) => {
  let call: NextCall;
  try {
    call = nextCall(options);
  } catch (error) {
    call = cancelled((error as Error).message);
  }
  return call as ReturnType<Interceptor>;
};

/** A call that ends as soon as it starts. */
function cancelled(details: string): NextCall {
  return {
    start(metadata, listener) {
      // Of the answer, which has none; the call's own may hold a key.
      const none = metadata.clone();
      for (const name of Object.keys(none.getMap())) none.remove(name);
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata: none });
    },
    sendMessage() {},
    sendMessageWithContext() {},
    halfClose() {},
    startRead() {},
    cancelWithStatus() {},
    getPeer: () => '',
    getAuthContext: () => null,
  };
}
