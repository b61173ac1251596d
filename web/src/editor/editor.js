export function makeEditor() {}
