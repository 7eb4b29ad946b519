/** The style of the HTML page. Its digest is in the page's content security policy. */
export const pageStyle = `
:root{--red:#b3261e;--orange:#b45309;--yellow:#8a6d00;--green:#1a7f37;--blue:#0b57a4;--grey:#59636e;--line:#d7dce1;--soft:#f5f7f9;--ink:#1c2127;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--red:#ff8b80;--orange:#f2a65a;--yellow:#e0c04a;--green:#6ccf85;--blue:#7db7f5;--grey:#9aa5b1;--line:#353c45;--soft:#1d2229;--ink:#e6eaee;--paper:#14181d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:66rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header{border-left:.5rem solid var(--grey);background:var(--soft);padding:1rem 1.25rem;border-radius:.4rem}
header h1{margin:0;font-size:1.6rem;letter-spacing:.02em}
header p{margin:.3rem 0 0}
header .about{margin:0;color:var(--grey);font-size:.85rem}
header.pass{border-color:var(--green)}header.pass h1{color:var(--green)}
header.blocked{border-color:var(--red)}header.blocked h1{color:var(--red)}
header.undecided,header.approval{border-color:var(--orange)}header.undecided h1,header.approval h1{color:var(--orange)}
.counts{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:1rem 0}
.counts li{border:1px solid var(--line);border-radius:.4rem;padding:.35rem .75rem;color:var(--grey)}
.counts b{display:block;font-size:1.2rem;color:var(--ink)}
h2{margin:2rem 0 .75rem;font-size:1.15rem}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
th{color:var(--grey);font-weight:600;white-space:nowrap}
td:first-child{min-width:10rem}
code{font:.9em/1.4 ui-monospace,monospace;background:var(--soft);border-radius:.25rem;padding:.1em .3em}
a{color:var(--blue)}
form{display:flex;flex-wrap:wrap;gap:.4rem;margin-bottom:1rem}
form input{position:absolute;opacity:0}
form label{border:1px solid var(--line);border-radius:1rem;padding:.15rem .8rem;cursor:pointer}
form input:checked+label{background:var(--ink);color:var(--paper)}
form input:focus-visible+label{outline:2px solid var(--blue);outline-offset:2px}
article{border:1px solid var(--line);border-left:.35rem solid var(--grey);border-radius:.4rem;padding:.75rem 1rem;margin-bottom:.75rem;break-inside:avoid}
article.block{border-left-color:var(--red)}article.approve{border-left-color:var(--orange)}article.warn{border-left-color:var(--blue)}
article h3{margin:0;font-size:1rem}
article p{margin:.25rem 0 .5rem}
dl{display:grid;grid-template-columns:6rem 1fr;gap:.15rem .75rem;margin:0}
dt{color:var(--grey)}dd{margin:0}
.rung{white-space:nowrap;font-size:.75rem;font-weight:700;text-transform:uppercase;border:1px solid currentColor;border-radius:.25rem;padding:.1rem .35rem;color:var(--grey)}
.rung.critical{color:var(--red)}.rung.high,.rung.unscored{color:var(--orange)}.rung.medium{color:var(--yellow)}.rung.low{color:var(--blue)}
.badge{font-size:.75rem;font-weight:400;color:var(--grey);border:1px solid var(--line);border-radius:1rem;padding:.1rem .55rem}
.findings:has(#show-block:checked) article:not(.block),.findings:has(#show-approve:checked) article:not(.approve),.findings:has(#show-warn:checked) article:not(.warn),.findings:has(#show-log:checked) article:not(.log){display:none}
.doubts li{margin-bottom:.5rem}
footer{margin-top:2rem;border-top:1px solid var(--line);color:var(--grey);font-size:.85rem}
@media print{body{max-width:none;padding:0;font-size:11px}form{display:none}header{border:1px solid #000}}
`;
