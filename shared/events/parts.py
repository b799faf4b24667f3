"""Parts that several events share."""

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A frozen part of an event; unknown members are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class LinkedList(Part):
    """A list that an item stands on too (004 第十三条), and the body that manages it."""

    code: str = Field(description="of the list: 1 权责清单 to 5 工程建设项目审批事项")
    manager: str = Field(description="credit code of the managing body")
    manager_name: str


class ItemRef(Part):
    """Which item, and whose; `turn` grows with every event of the item, so that a late one is known as late."""

    item_id: str
    code: str
    name: str
    layer: str = Field(description="base, implementation or handling")
    office: str = Field(description="unified social credit code of the implementing body")
    office_name: str
    region: str = Field(description="GB/T 2260 division code")
    region_name: str
    turn: int
