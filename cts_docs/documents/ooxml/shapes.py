"""Shapes as Word writes them in VML: the watermark of drafts and samples, the circle for the seal."""

from __future__ import annotations

from docx.oxml.parser import parse_xml

from cts_docs.documents.ooxml.xml_parts import Element

_WATERMARK = """
<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:w10="urn:schemas-microsoft-com:office:word">
<w:pPr><w:pStyle w:val="Spacer"/></w:pPr><w:r><w:pict>
<v:shapetype id="WaterMarkText{number}" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/>
<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>
<o:lock v:ext="edit" text="t" shapetype="t"/>
</v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{identifier}"
 type="#WaterMarkText{number}" alt="{text}"
 style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;\
mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin"
 o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>
<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{text}"/>
<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r></w:p>
"""


def watermark(text: str, number: int) -> Element:
    """A header paragraph whose text shape stands slanted behind the page; `text` without markup.

    `number` tells the watermarks of one header apart.
    """
    width, height = (240, 120) if len(text) == 2 else (430, 90)
    filled = _WATERMARK.format(
        text=text, number=number, identifier=_FIRST_SHAPE + number, width=width, height=height
    )
    return parse_xml(filled.replace("\n", " "))


_FIRST_SHAPE = 2050

_CIRCLE = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<w:pict><v:oval id="SealCircle" o:spid="_x0000_s2050" alt="{text}"
 style="width:{size}mm;height:{size}mm;mso-position-horizontal-relative:char;mso-position-vertical-relative:line"
 filled="f" strokecolor="#a6a6a6" strokeweight=".75pt"><v:stroke dashstyle="dash"/></v:oval></w:pict></w:r>
"""


def seal_circle(text: str, millimetres: int) -> Element:
    """A run with a dashed circle in the line of the text; `text` describes it, without markup."""
    return parse_xml(_CIRCLE.format(text=text, size=millimetres).replace("\n", " "))
