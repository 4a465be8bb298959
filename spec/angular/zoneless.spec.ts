import { ApplicationRef, Component, inject, NgZone, provideZonelessChangeDetection } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom } from 'rxjs';
import { fakeLive, Live } from './live';
import { TestBed } from './test-bed';

describe('without zone.js', () => {
  const Page = Component({
    selector: 'app-page',
    template: '<p>{{ status().state }}: {{ toast()?.message }}</p>',
  })(
    class {
      readonly live = inject(Live);
      readonly status = toSignal(this.live.status$, { requireSync: true });
      readonly toast = toSignal(this.live.on('toast'));
    },
  );

  function page() {
    const fake = fakeLive();
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), fake.provider] });
    const fixture = TestBed.createComponent(Page);
    const shown = async () => {
      await fixture.whenStable();
      return (fixture.nativeElement as HTMLElement).textContent;
    };
    return { ...fake, shown };
  }

  it('there is none to leave', () => {
    const { live } = TestBed.configureTestingModule({
      providers: [provideZonelessChangeDetection(), fakeLive().provider],
    }).runInInjectionContext(() => ({ live: inject(Live) }));
    expect(TestBed.inject(NgZone).constructor.name).toBe('NoopNgZone');
    expect(live.status.state).toBe('idle');
  });

  it('a message reaches the screen through a signal', async () => {
    const { current, receive, shown } = page();
    expect(await shown()).toBe('connecting: ');
    current().accept();
    expect(await shown()).toBe('open: ');
    receive('toast', { message: 'Hello' });
    expect(await shown()).toBe('open: Hello');
    current().end(1006);
    expect(await shown()).toBe('waiting: Hello');
  });

  it('the application is stable while the socket waits for the next try', async () => {
    const { current, shown } = page();
    current().end(1006);
    expect(await shown()).toBe('waiting: ');
    await firstValueFrom(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)));
    expect(TestBed.inject(Live).status.state).toBe('waiting');
  });
});
