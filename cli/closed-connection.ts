import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
/** What is beneath an interceptor. */
type NextCall = ReturnType<Parameters<Interceptor>[1]>;

/** `CANCELLED` of gRPC's status codes. */
const CANCELLED = 1;

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
  // The type asks for gRPC's own class, which only forwards.
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
