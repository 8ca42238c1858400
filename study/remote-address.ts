/** Why an address can't be one of a data file, or null. What it holds is not repeated: it may be secret. */
export function addressProblem(text: string): string | null {
  if (!URL.canParse(text))
    return 'This is no address. Write one such as `https://example.org/data.csv`.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return (
      'An address with a user name or password would be written into plans, reports and Temporal’s ' +
      'history. Fetch the file by hand and name its path, or use an address without them.'
    );
  }
  if (isAllowed(url)) return null;
  return 'Data is fetched by https only, so that nobody can listen or change it on the way.';
}

/** Whether a redirection may be followed: none leads from the network to this machine, or to no https. */
export function mayFollow(from: URL, to: URL): boolean {
  return isAllowed(to) && (!isLoopback(to) || isLoopback(from));
}

/** This machine's own servers need no https. */
function isAllowed(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
