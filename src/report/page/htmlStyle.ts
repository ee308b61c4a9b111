import { pagePlotStyle } from '../plot/theme.ts';

/** The style sheet of every page: light, dark and on paper, wide and narrow. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2126;--soft:#56606a;--rule:#d5dae0;--paper:#fff;--shade:#f4f6f8;--accent:#0a5d94;--ok:#0b6b3a;--okshade:#e8f5ed;--bad:#a3210f;--badshade:#fdeeeb;--amber:#7d5100;--ambershade:#fdf4e0}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a9b3bd;--rule:#3a424b;--paper:#15181c;--shade:#1e2328;--accent:#6cb6ec;--ok:#6fd69c;--okshade:#12291c;--bad:#ff9c8a;--badshade:#331a16;--amber:#f0b84a;--ambershade:#302510}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
body{margin:0 auto;padding:24px 20px 48px;max-width:1360px;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999em;padding:8px 14px;background:var(--paper)}
.skip:focus{left:8px;top:8px;z-index:2}
header{margin-bottom:18px}
h1{font:600 22px/1.35 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:20px;margin:0 0 10px}
h3{font-size:16px;margin:24px 0 6px;overflow-wrap:anywhere}
h3 span{font-weight:400;font-size:14px;color:var(--soft)}
p{margin:0 0 10px;max-width:72ch;overflow-wrap:anywhere}
li{overflow-wrap:anywhere}
.soft{color:var(--soft)}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 16px;font-size:15px}
nav a{display:inline-block;padding:4px 0;text-decoration:none}
nav a:hover{text-decoration:underline}
main{min-width:0}
main>section{margin-top:22px;padding-top:18px;border-top:1px solid var(--rule)}
@media screen and (min-width:1040px){.columns{display:grid;grid-template-columns:176px minmax(0,1fr);gap:0 32px}nav{position:sticky;top:20px;align-self:start}nav ol{flex-direction:column;gap:0}main>section:first-child{margin-top:0}}
main>.verdict{border:2px solid;border-radius:6px;padding:14px 18px}
.verdict h2{margin:0 0 4px}
.verdict p:last-child,.verdict ul:last-child{margin-bottom:0}
.verdict ul{padding-left:20px;margin:6px 0 0}
.verdict li{margin:4px 0}
main>.ok{border-color:var(--ok);background:var(--okshade)}.ok h2{color:var(--ok)}
main>.caution{border-color:var(--amber);background:var(--ambershade)}.caution h2{color:var(--amber)}
main>.bad{border-color:var(--bad);background:var(--badshade)}.bad h2{color:var(--bad)}
.words{padding-left:20px;margin:0 0 12px;max-width:72ch}
.words li{margin:6px 0}
.depth1,.depth2{margin:0 0 4px}.depth2{padding-left:1.5em}
.equation{padding-left:2em;text-indent:-2em;max-width:none;line-height:1.9;margin:0 0 4px}
code,pre{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--shade);border-radius:4px}
code{padding:1px 4px}pre code{padding:0;background:none}code{overflow-wrap:anywhere}
pre{padding:12px 14px;margin:0 0 12px;white-space:pre-wrap;overflow-wrap:anywhere}
math{font-size:1.08em}
.scroll,.wide{overflow-x:auto;margin:0 0 12px}
.scroll p{max-width:none}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:6px 0 4px;font-size:15px}
th,td{padding:5px 6px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
thead th{color:var(--soft);font-weight:500;vertical-align:bottom}
th:first-child,td.text,th.text{text-align:left}
td.text{white-space:normal;min-width:9em;max-width:44em;overflow-wrap:anywhere}
tbody th{font-weight:500;position:sticky;left:0;background:var(--paper)}
th bdi{display:inline-block;max-width:28em;white-space:normal;overflow-wrap:break-word}
th:first-child{padding-left:0}
td svg{display:block}
abbr{text-decoration:underline dotted}
.picture{display:block;width:100px;text-align:left}
td.doubt{font-weight:700;color:var(--bad);text-decoration:underline}
figure{margin:0 0 12px;break-inside:avoid;min-width:0}
.beside{display:flex;flex-wrap:wrap;gap:0 28px;align-items:flex-start}.beside>*{min-width:0}
.charts{display:flex;flex-wrap:wrap;gap:6px 14px}
.charts figure{flex:0 1 320px}
.curves{display:flex;flex-wrap:wrap;gap:6px 24px}.curves figure{flex:0 1 400px}
.parameter{break-inside:avoid;margin-bottom:18px}
summary{cursor:pointer;padding:6px 0;color:var(--accent);font-weight:500}
details{margin:0 0 12px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;margin:0 0 8px}
.legend svg{vertical-align:middle;margin-right:6px}
${pagePlotStyle}footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--rule);font-size:14px;color:var(--soft)}
@media screen and (max-width:520px){body{padding:16px 14px 40px}h1{font-size:18px}main>.verdict{padding:12px 14px}th bdi{max-width:12em}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}nav,.skip,summary{display:none}details::details-content{content-visibility:visible;display:block;height:auto}main>section{border-top:0;padding-top:0}main>.verdict{padding:10px 14px}.wide,.scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:2px 5px}tbody th{position:static}thead{display:table-header-group}h1,h2,h3,caption,p.soft{break-after:avoid}p,li,tr,.verdict{break-inside:avoid}.charts{flex-wrap:nowrap}.charts figure{flex:1 1 0}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@page{margin:15mm}
`;
