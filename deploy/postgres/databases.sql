-- Four databases, one owner: a service reads no other's tables.
CREATE DATABASE catalog OWNER shixiang;
CREATE DATABASE review OWNER shixiang;
CREATE DATABASE guide OWNER shixiang;
CREATE DATABASE notify OWNER shixiang;
