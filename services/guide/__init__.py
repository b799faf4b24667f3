"""办事指南 guide: owns the renderings of published items and knows which of them is online.

Says guide.rendered, guide.called. Hears item.claimed, item.published, item.online, item.withdrawn.
"""
