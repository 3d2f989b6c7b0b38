"""Drawing data that figures and the report share: places on axes, marks, labels, the palette; nothing is drawn here."""
