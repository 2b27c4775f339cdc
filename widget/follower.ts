import type { ReactiveController, ReactiveElement } from 'lit'

/** What looks at something again and again, until it is stopped. */
type Watching = {
  /** Look again now. */
  wake(): void
  stop(): void
}

/**
 * The one watch of an element: it lasts as long as the element is on the page, and looks again when somebody comes back
 * to the page. `begin` starts one, or gives undefined while there is nothing to watch.
 */
export class Follower<Watch extends Watching> implements ReactiveController {
  watch: Watch | undefined
  private readonly host: ReactiveElement
  private readonly begin: () => Watch | undefined
  private readonly onVisibility = () => {
    if (!document.hidden) this.watch?.wake()
  }

  constructor(host: ReactiveElement, begin: () => Watch | undefined) {
    this.host = host
    this.begin = begin
    host.addController(this)
  }

  /** In place of the watch before, if there is one. */
  follow(): void {
    this.watch?.stop()
    this.watch = this.begin()
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.onVisibility)
    // Before its first update an element does not know yet what it follows.
    if (this.host.hasUpdated) this.follow()
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.watch?.stop()
  }
}
