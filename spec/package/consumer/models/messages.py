import json
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema


class Toast(BaseModel):
    type: Literal["toast"] = "toast"
    level: Literal["success", "info", "warning", "error"]
    message: str


class TaskProgress(BaseModel):
    type: Literal["task_progress"] = "task_progress"
    task_id: str
    percent: Annotated[int, Field(ge=0, le=100)]


# Else each field gets a title, and each title a type of its own.
class WithoutTitles(GenerateJsonSchema):
    def field_title_should_be_set(self, schema):
        return False


Message = Annotated[Toast | TaskProgress, Field(discriminator="type")]

if __name__ == "__main__":
    schema = TypeAdapter(Message).json_schema(mode="serialization", schema_generator=WithoutTitles)
    print(json.dumps({"title": "Message", **schema}, indent=2))
