import { pagePlotStyle } from './plot/theme.ts';

/** The style sheet of report.html: light, dark and on paper, wide and narrow. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2126;--soft:#5b6570;--rule:#d5dae0;--paper:#fff;--shade:#f4f6f8;--accent:#0a5d94;--ok:#0b6b3a;--okshade:#e8f5ed;--bad:#a3210f;--badshade:#fdeeeb;--amber:#8a5a00;--ambershade:#fdf4e0}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb8;--rule:#3a424b;--paper:#15181c;--shade:#1e2328;--accent:#6cb6ec;--ok:#6fd69c;--okshade:#12291c;--bad:#ff9c8a;--badshade:#331a16;--amber:#f0b84a;--ambershade:#302510}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 20px 48px;max-width:1060px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font:600 22px/1.3 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:18px;margin:36px 0 8px;padding-top:10px;border-top:1px solid var(--rule)}
h3{font-size:15px;margin:20px 0 6px;overflow-wrap:anywhere}
p{margin:0 0 10px;max-width:76ch;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.verdict{border:2px solid;border-radius:6px;padding:12px 16px;margin:16px 0 20px}
.verdict h2{margin:0 0 4px;padding:0;border:0}
.verdict p:last-child,.verdict ul:last-child{margin-bottom:0}
.verdict ul{padding-left:20px;margin:6px 0 0;overflow-wrap:anywhere}
.verdict li{margin:4px 0}
.ok{border-color:var(--ok);background:var(--okshade)}.ok h2{color:var(--ok)}
.caution{border-color:var(--amber);background:var(--ambershade)}.caution h2{color:var(--amber)}
.bad{border-color:var(--bad);background:var(--badshade)}.bad h2{color:var(--bad)}
.model h3{margin-top:16px}.model p{margin:0 0 4px}.model .depth2{padding-left:1.5em}
.equation{padding-left:2em;text-indent:-2em;max-width:none;line-height:1.9}
.formula{overflow-wrap:anywhere}code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--shade);padding:1px 4px;border-radius:3px}
math{font-size:1.08em}.scroll{overflow-x:auto}.scroll p{max-width:none}
pre{background:var(--shade);padding:12px 14px;border-radius:6px;overflow-x:auto;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0 0 12px}
.wide{overflow-x:auto;margin:0 0 12px}
table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:4px 7px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
thead th{color:var(--soft);font-weight:500;vertical-align:bottom}
th:first-child,td.text{text-align:left}
th:first-child{padding-left:0}
tbody th{font-weight:500}
td svg{display:block}
.picture{display:block;width:100px;text-align:left}
td.doubt{font-weight:700;color:var(--bad);text-decoration:underline}
.row{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:flex-start}
.row>*{min-width:0}
.charts{display:flex;flex-wrap:wrap;gap:6px 14px}
.charts figure{flex:0 1 320px}
.term{flex:1 1 460px}
figure{margin:0;break-inside:avoid}
.parameter{break-inside:avoid;margin-bottom:18px}
.parameter h3{margin-bottom:2px}
.parameter h3 span{font-weight:400;font-size:13px;color:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;margin:0 0 8px}
.legend svg{vertical-align:middle;margin-right:6px}
${pagePlotStyle}@media screen and (min-width:1080px){.parameters tbody th{min-width:130px}}
footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--rule);font-size:13px;color:var(--soft)}
@media print{body{max-width:none;padding:0;font-size:11pt}pre{white-space:pre-wrap;overflow:visible}.wide{overflow:visible}table{font-size:9.5pt}th,td{padding:3px 6px}h2,h3,p.soft{break-after:avoid}p{break-inside:avoid}.term{flex:1 1 300px}.charts{flex-wrap:nowrap}.charts figure{flex:1 1 0}tr,.verdict{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@page{margin:15mm}
`;
