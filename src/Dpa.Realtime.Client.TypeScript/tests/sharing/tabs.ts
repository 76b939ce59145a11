import { FakeBrowser } from '../fakes/FakeBrowser.js';
import { FakePage, FakeServer } from '../fakes/FakeServer.js';
import type { RealtimeClient } from '../../src/index.js';

export interface Tab {
  readonly client: RealtimeClient;
  readonly page: FakePage;
  crash(): void;
}

let names = 0;

/** A browser whose tabs share their connection to a server. */
export class Tabs {
  readonly server = new FakeServer();
  readonly browser = new FakeBrowser();

  settle(): Promise<void> {
    return this.server.clock.advance(16);
  }

  async open(): Promise<Tab> {
    const page = new FakePage();
    const { BroadcastChannel, locks, crash } = this.browser.tab();
    const name = ++names / 1000;
    const platform = {
      ...this.server.platform(),
      window: page,
      document: page,
      navigator: { locks },
      BroadcastChannel,
      random: () => name,
    };
    const client = this.server.client({ shareTabs: true, platform });
    client.start();
    await this.settle();
    return { client, page, crash };
  }

  /** The first leads and is live, the second follows. */
  async openTwo(): Promise<[Tab, Tab]> {
    const first = await this.open();
    this.server.socket.greet();
    await this.settle();
    return [first, await this.open()];
  }

  hide(tab: Tab): Promise<void> {
    return this.#become(tab, 'hidden');
  }

  show(tab: Tab): Promise<void> {
    return this.#become(tab, 'visible');
  }

  async #become({ page }: Tab, visibility: 'hidden' | 'visible'): Promise<void> {
    page.visibilityState = visibility;
    page.dispatchEvent(new Event('visibilitychange'));
    await this.settle();
  }
}
