"""The report of a comparison: one self-contained page for the headquarters' table, on screen and on paper.

    page       the whole page (render, make)         styles, script   report.css, report.js, put into the page
    figures    headline figures, files, classes      places           coverage by street, community and grid
    progress   samples by hour                       findings         dirt, pools and positives
    notes      glossary and footer                   words            what codes are called in both languages
    files      what was wrong with files as such    tables           tables that can be read aloud
    bilingual  text in both languages, numbers       charts           bars and lines in SVG

It holds counts, no personal data; counts of small areas are merged (`fangxian.measures.suppression`).
"""
