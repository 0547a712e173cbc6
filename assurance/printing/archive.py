"""One file that is PDF/A-3a (for the archive) and PDF/UA-1 (for every reader) at once.

WeasyPrint writes one variant or the other. This finisher adds to its PDF/A-3a the PDF/UA-1 identifier, and because
PDF/A knows no such property, the extension schema that declares it (ISO 19005-3, 6.6.2.3; ISO 14289-1, clause 5).
"""

from typing import Any

VARIANT = "pdf/a-3a"
PDF_UA = """
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


def finish(document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: both identifiers in the metadata, and each attachment associated once."""
    _declare_pdf_ua(pdf)
    if "AF" in pdf.catalog:  # WeasyPrint names an attachment of the whole document twice
        unique = list(dict.fromkeys(pdf.catalog["AF"]))
        pdf.catalog["AF"].clear()
        pdf.catalog["AF"].extend(unique)


def _declare_pdf_ua(pdf: Any) -> None:
    """The metadata stays uncompressed: an archive's tools look for it without reading the file as a PDF."""
    metadata = next(
        each for each in pdf.objects if getattr(each, "reference", None) == pdf.catalog["Metadata"]
    )
    (xmp,) = metadata.stream
    before, end, after = xmp.rpartition(END)
    metadata.stream[:] = [before + PDF_UA.encode() + end + after]
    metadata.compress = False
