import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { PAUSE_SIGNAL, RESUME_SIGNAL } from './messages.ts';

/** Holds a workflow between two steps while somebody wants it to stand still. */
export class Pause {
  isPaused: boolean;

  /** @param isPaused whether it begins so */
  constructor(isPaused: boolean) {
    this.isPaused = isPaused;
  }

  /**
   * Takes the signals `pause` and `resume`.
   *
   * @param changed is told of each that changes something
   */
  listen(changed: (paused: boolean) => void = () => undefined): void {
    for (const paused of [true, false]) {
      setHandler(defineSignal(paused ? PAUSE_SIGNAL : RESUME_SIGNAL), () => {
        if (this.isPaused === paused) return;
        this.isPaused = paused;
        changed(paused);
      });
    }
  }

  /**
   * Returns at once, or when the pause is over.
   *
   * @param update is told that the workflow stands still, and that it goes on
   */
  async over(
    update: (change: { readonly status: 'paused' | 'running' }) => void = () => undefined,
  ): Promise<void> {
    if (!this.isPaused) return;
    update({ status: 'paused' });
    await condition(() => !this.isPaused);
    update({ status: 'running' });
  }
}
