"""Drawing data that figures and the report share: places on axes, marks, labels and the one palette; nothing is drawn here."""
