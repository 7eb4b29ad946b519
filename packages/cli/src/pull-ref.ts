/** Number of the pull request whose merge a ref is: `refs/pull/12/merge`. */
export function pullOfRef(ref: string | undefined): number | undefined {
  const [, number] = /^refs\/pull\/([1-9]\d{0,14})\/merge$/.exec(ref ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
