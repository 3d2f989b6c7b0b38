"""Drawing data that figures and the report share: axes, marks, labels, the one palette; nothing is drawn here.

Each module turns what an analysis says into one drawing: a frozen dataclass of values in their own units, axes with
ends and ticks, and labels in words. A renderer asks an axis where a value lies, and the palette how a contender looks.
"""
