/** What has the focus, through shadow roots: its name, and how it shows that. Runs in the page. */
export const focused = () => {
  let element = document.activeElement as HTMLElement
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLElement
  const label = (element as HTMLInputElement).labels?.[0]
  const shown = label ? (element.nextElementSibling as HTMLElement) : element
  const name = element.getAttribute('aria-label') ?? (label ?? element).innerText
  return {
    name: element === document.body ? 'BODY' : name.trim(),
    outline: getComputedStyle(shown).outline.replace(/^rgb\S* \S* \S* /, ''),
  }
}
