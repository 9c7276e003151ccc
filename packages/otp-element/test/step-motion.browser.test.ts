/** The motion between steps: what moves, when nothing does, and that it delays neither focus nor input. */
import { expect } from '@open-wc/testing';
import { clearStorage, describeInBothRoots, LoginPage, newPhone, until } from './support/login-page.js';

const { matchMedia } = window;

/** Replaces the media query for reduced motion, which only one engine can emulate. */
function preferReducedMotion(prefers: boolean): void {
  window.matchMedia = (query) =>
    query.includes('prefers-reduced-motion')
      ? Object.create(matchMedia.call(window, query), { matches: { value: prefers } })
      : matchMedia.call(window, query);
}

/** Waits until two frames have been drawn. */
const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

describeInBothRoots('the motion between steps', (rootAttributes) => {
  let login: LoginPage;
  /** What was animated by script since the test began: the classes or tags, and the properties. */
  let animated: string[];
  const { animate } = Element.prototype;

  beforeEach(() => {
    clearStorage();
    animated = [];
    Element.prototype.animate = function (this: Element, keyframes, options) {
      const [first] = Array.isArray(keyframes) ? keyframes : [keyframes];
      const name = this.matches('form') ? 'form' : (this.classList[0] ?? this.localName);
      animated.push(`${name} ${Object.keys(first ?? {})[0]}`);
      return animate.call(this, keyframes, options);
    };
    preferReducedMotion(false);
    login = LoginPage.create(rootAttributes);
  });
  afterEach(() => {
    Element.prototype.animate = animate;
    window.matchMedia = matchMedia;
    login.close();
    clearStorage();
  });

  const heightChanges = () => animated.filter((each) => each === 'form height').length;

  it('changes the height and fades in each new step, but not the first one that a page shows', async () => {
    await login.attach();
    await until(() => login.find<HTMLSelectElement>('select')!.options.length > 100, 'all countries are listed');
    expect(animated).to.deep.equal([]);
    const before = login.find('form')!.offsetHeight;
    const code = await login.requestCode(newPhone());
    await until(heightChanges, 'the height changes');
    expect(animated).to.include.members(['h2 opacity', 'lead opacity', 'field opacity', 'svg opacity']);
    const animation = login.find('form')!.getAnimations()[0];
    if (animation) {
      const { height } = (animation.effect as KeyframeEffect).getKeyframes()[0]!;
      expect(Number.parseFloat(height as string)).to.be.closeTo(before, 1);
    }
    await login.typeCode(code);
    await login.expectTitle("You're signed in");
    await until(() => heightChanges() === 2, 'the height changes again');
    login.button('Sign out').click();
    await login.expectTitle('Sign in');
    await until(() => heightChanges() === 3, 'the height changes back');
  });

  it('changes the height when the kind of identifier is switched, and fades nothing', async () => {
    await login.attach();
    // The motion is loaded with the later steps, once the form is used.
    login.element.focus();
    await login.element.loadLaterSteps();
    await frames();
    login.find('fieldset label:last-of-type input')!.click();
    await until(heightChanges, 'the height changes');
    expect(animated.filter((each) => each.endsWith('opacity'))).to.deep.equal([]);
  });

  it('never shows two steps, and the new one has the focus and accepts input at once', async () => {
    await login.attach();
    const faults: string[] = [];
    const { renderRoot } = login.element;
    let isFirstMoment = true;
    new MutationObserver(() => {
      if (renderRoot.querySelectorAll('h2').length !== 1) faults.push('two headings');
      if (renderRoot.querySelector('.group') && renderRoot.querySelector('.code')) faults.push('two steps');
      const field = login.codeField;
      if (!field || !isFirstMoment) return;
      isFirstMoment = false;
      if (!field.matches(':focus')) faults.push('no focus');
      if (field.readOnly || field.closest('[inert], [aria-hidden=true]')) faults.push('no input');
    }).observe(renderRoot, { subtree: true, childList: true });
    await login.requestCode(newPhone());
    await login.typeCode('12');
    expect(login.codeField!.value).to.equal('12');
    expect(faults).to.deep.equal([]);
    expect(isFirstMoment, 'the code step was observed').to.equal(false);
  });

  it('does not run for users who prefer reduced motion', async () => {
    preferReducedMotion(true);
    await login.attach();
    await login.typeCode(await login.requestCode(newPhone()));
    await login.expectTitle("You're signed in");
    login.button('Sign out').click();
    await login.expectTitle('Sign in');
    await frames();
    expect(animated).to.deep.equal([]);
  });

  it('does not run when the page changes its layout at the same time', async () => {
    document.body.style.inlineSize = '600px';
    await login.attach();
    await until(() => login.find('form')!.offsetWidth === 416, 'the form has its full width');
    await frames();
    login.element.addEventListener('cognito-otp-step', (event) => {
      if (event.detail.step === 'code') document.body.style.inlineSize = '330px';
    });
    await login.requestCode(newPhone());
    await frames();
    document.body.style.inlineSize = '';
    expect(heightChanges()).to.equal(0);
  });
});
