import { css, html, type TemplateResult } from 'lit'

export type Option<Value extends string = string> = { value: Value; name: string }

/** One of a few, all in sight: radio buttons that look like one control, so that keys work as everywhere. */
export const segments = <Value extends string>(
  name: string,
  options: readonly Option<Value>[],
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult => html`
  <fieldset class="segments">
    <legend class="hidden">${name}</legend>
    ${options.map(
      option => html`<label>
        <input type="radio" name=${name} .checked=${option.value === chosen} @change=${() => choose(option.value)} />
        <span>${option.name}</span>
      </label>`,
    )}
  </fieldset>
`

export const segmentsStyle = css`
  .segments {
    display: inline-flex;
    justify-self: start;
    min-width: 0;
    margin: 0;
    padding: 3px;
    border: 0;
    border-radius: 10px;
    background: light-dark(#e6e3db, #26282d);
  }
  .segments label {
    position: relative;
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments span {
    display: block;
    padding: 0.25em 0.8em;
    border-radius: 7px;
    color: light-dark(#4b4843, #bdbab3);
    font-size: 0.875em;
    white-space: nowrap;
  }
  .segments input:checked + span {
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 1px 2px #0000001f;
  }
  .segments input:focus-visible + span {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  @media (forced-colors: active) {
    .segments {
      border: 1px solid;
    }
    .segments input:checked + span {
      forced-color-adjust: none;
      background: SelectedItem;
      color: SelectedItemText;
    }
  }
`
