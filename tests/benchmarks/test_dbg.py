import re
from importlib.util import *
def test_dbg(jupyterlab, page, run_all, cells):
    page.goto(jupyterlab.notebook("slider.ipynb", [cells["ours"], cells["theirs"]]))
    run_all(page)
    page.wait_for_selector(".widget-interact img")
    page.evaluate("""() => {
      window.log=[];
      const chart = document.querySelector("svg.infogap-chart");
      for (const t of ["keydown","keyup","input","change","focusin"]) window.addEventListener(t, e=>window.log.push([t,e.key??e.target.name??e.target.tagName,performance.now()|0, e.timeStamp|0]), true);
      let b='';
      new MutationObserver((l)=>{const n=[...chart.querySelectorAll("g *")].map((node) => node.outerHTML).join(); window.log.push(["mut",n!==b,performance.now()|0, l.length, l[0].type+l[0].target.tagName]); window.last=[b,n]; b=n}).observe(chart,{subtree:true,childList:true,attributes:true});
    }""")
    page.locator(".infogap-calculator input[type=range][name=margin]").focus()
    page.wait_for_timeout(300)
    for _ in range(4):
        page.keyboard.press("ArrowRight"); page.wait_for_timeout(400)
    for l in page.evaluate("window.log"): print(l)
    page.screenshot(path="/tmp/dbg/a.png")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("Restart Kernel and Clear Outputs")).click()
    page.wait_for_timeout(1000)
    page.screenshot(path="/tmp/dbg/b.png")
    page.on("request", lambda r: print(r.method, r.url) if r.method!="GET" else None)
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_timeout(3000)
    page.screenshot(path="/tmp/dbg/c.png")
