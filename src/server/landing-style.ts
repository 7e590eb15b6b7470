/** Of the landing page, which has no other. */
export const landingStyle = `
:root{color-scheme:light dark;--ground:#f5f6f3;--card:#fff;--ink:#17211b;--soft:#55625a;--line:#dfe4dc;--leaf:#1d6b40;--good:#1d6b40;--good-ground:#e3f2e8;--fair:#84520b;--fair-ground:#fbf0d9;--bad:#a82222;--bad-ground:#fdeceb}
@media (prefers-color-scheme:dark){:root{--ground:#0f1512;--card:#171f1b;--ink:#e8eee9;--soft:#9fb0a6;--line:#2a352f;--leaf:#6fd8a2;--good:#6fd8a2;--good-ground:#17301f;--fair:#f0c36a;--fair-ground:#33270f;--bad:#ff9c93;--bad-ground:#3a1a18}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:clamp(1.5rem,6vw,4rem) 1.25rem}
header{display:flex;gap:1rem;align-items:center;margin-bottom:2rem}
header svg{flex:none}
h1{font-size:2rem;line-height:1.1;margin:0;letter-spacing:-.02em}
header p{margin:.3rem 0 0;color:var(--soft)}
h2{font-size:1.1rem;margin:2.25rem 0 .2rem}
section>p{margin:0 0 .6rem;color:var(--soft)}
ul{list-style:none;margin:0;padding:0}
.sources,nav a,pre{background:var(--card);border:1px solid var(--line);border-radius:12px}
nav{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem}
nav a{padding:.8rem 1rem;color:inherit;text-decoration:none}
nav a:hover{border-color:var(--leaf)}
nav b{color:var(--leaf);display:block}
nav span{color:var(--soft);font-size:.9rem}
.sources{margin-bottom:.6rem}
.sources li{display:grid;grid-template-columns:5.5rem 1fr auto;gap:.35rem .75rem;align-items:baseline;padding:.8rem 1rem}
.sources li+li{border-top:1px solid var(--line)}
small{color:var(--soft);font-size:.85rem}
.sources .headers{grid-column:2/-1}
.headers code{display:inline-block;margin-right:.6rem}
.state{justify-self:start;padding:0 .65rem;border-radius:.75rem;font-size:.85rem;font-weight:550;line-height:1.5rem;background:var(--good-ground);color:var(--good)}
.state.fair{background:var(--fair-ground);color:var(--fair)}.state.bad{background:var(--bad-ground);color:var(--bad)}
:focus-visible{outline:2px solid var(--leaf);outline-offset:2px;border-radius:4px}
nav a:focus-visible,pre:focus-visible{border-radius:12px}
code,pre{font:.85rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0;padding:.9rem 1rem;overflow-x:auto}
.docs{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.3rem 1rem;margin-top:.4rem}
a{color:var(--leaf);text-underline-offset:.18em}
@media (max-width:34rem){.sources li{grid-template-columns:5.5rem 1fr}.sources li>small{grid-column:2}}
`;
